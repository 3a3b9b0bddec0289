/** `Name=value` as parameters of an operation. */

import { operations } from "../entries/index.js";
import { refuseKey, UsageError } from "./failure.js";
import { clean } from "./terminal.js";

/** Names under which people may expect to pass a secret, without - and _; no operation takes one. */
const SECRET = /^((access|ak)(key)?secret|secret(access)?(key)?|(security|sts|session)token)$/i;

/**
 * Parameters under the names in which they are sent (`Tag.1.Key`), values as they are; the client checks both by the
 * operation table.
 */
export function parametersFrom(words: readonly string[]): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf("=");
    const name = word.slice(0, at);
    if (at < 1) {
      throw new UsageError(`parameters are written Name=value, not ${JSON.stringify(clean(word))}`);
    }
    if (SECRET.test(name.replaceAll(/[-_]/g, ""))) {
      refuseKey(name);
    }
    if (parameters.has(name)) {
      throw new UsageError(
        `${clean(name)} is given twice; items of a list are ${clean(name)}.1, ${clean(name)}.2`,
      );
    }
    parameters.set(name, word.slice(at + 1));
  }
  return Object.fromEntries(parameters);
}

/**
 * Refuses a parameter that the operation knows in other letter case. The service overlooks what it does not know, so that
 * `dryRun=true` would delete.
 */
export function refuseMisspelt(action: string, parameters: Readonly<Record<string, string>>): void {
  const known = (operations.find(({ name }) => name === action)?.params ?? []).map(({ name }) => name);
  for (const name of Object.keys(parameters)) {
    const [top = ""] = name.split(".");
    const meant = known.find((one) => one.toLowerCase() === top.toLowerCase());
    if (meant !== undefined && !known.includes(top)) {
      throw new UsageError(`${clean(name)}: the parameter of ${action} is written ${meant}`);
    }
  }
}

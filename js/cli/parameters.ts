/** `Name=value` as parameters of an operation. */

import { UsageError } from "./failure.js";
import { clean } from "./terminal.js";

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
    if (parameters.has(name)) {
      throw new UsageError(
        `${clean(name)} is given twice; items of a list are ${clean(name)}.1, ${clean(name)}.2`,
      );
    }
    parameters.set(name, word.slice(at + 1));
  }
  return Object.fromEntries(parameters);
}

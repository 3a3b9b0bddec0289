/** Checks of options that never cross into the module. */

import { parameterError } from "./errors.js";

/** Milliseconds must be positive where they are given. */
export function checkMs(name: string, ms: number | undefined): void {
  if (ms !== undefined && !(Number.isFinite(ms) && ms > 0)) {
    throw parameterError(name, "must be a positive number of milliseconds");
  }
}

/** Each count that is given must be a whole number from 1 to 2^31-1. */
export function checkCounts(
  option: string,
  value: object | false | undefined,
  names: readonly string[],
): void {
  for (const name of value ? names : []) {
    const count = (value as Record<string, unknown>)[name];
    const whole = Number.isInteger(count) && (count as number) >= 1 && (count as number) < 2 ** 31;
    if (count === undefined ? option === "rateLimit" : !whole) {
      throw parameterError(`${option}.${name}`, "must be a whole number of at least 1");
    }
  }
}

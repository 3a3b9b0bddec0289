/** Checks of options that never cross into the module. */

import { parameterError } from "./errors.js";

/** Milliseconds must be positive where they are given. */
export function checkMs(name: string, ms: number | undefined): void {
  if (ms !== undefined && !(Number.isFinite(ms) && ms > 0)) {
    throw parameterError(name, "must be a positive number of milliseconds");
  }
}

/** Each count must be a whole number from 1 to 2^31-1. */
export function checkCounts(option: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (!(Number.isInteger(count) && count >= 1 && count < 2 ** 31)) {
      throw parameterError(`${option}.${name}`, "must be a whole number of at least 1");
    }
  }
}

/** Whether it is an object of no class, in this realm or another: none of what it holds is inherited. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Checks of what never crosses into the module: options above all. */

import { parameterError } from "./errors.js";
import type { AbortSignalLike } from "./types.js";

/** What has properties to be read must be an object. */
export function checkObject(name: string, value: unknown): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw parameterError(name, "must be an object");
  }
}

/** What is called back must be a function where it is given: not to be told is what nobody notices. */
export function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") {
    throw parameterError(name, "must be a function");
  }
}

/** A signal must be one that can be listened to, unless it has aborted. `null` is none, as it is for `fetch`. */
export function checkSignal(signal: AbortSignalLike | null | undefined): void {
  if (
    signal !== undefined &&
    signal !== null &&
    signal.aborted !== true &&
    !(typeof signal.addEventListener === "function" && typeof signal.removeEventListener === "function")
  ) {
    throw parameterError("signal", "must be an AbortSignal");
  }
}

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

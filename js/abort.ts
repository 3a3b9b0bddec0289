/** Aborting. */

import type { AbortSignalLike } from "./types.js";

/** Throws the reason of the first signal that has aborted. */
export function throwIfAborted(signals: readonly AbortSignalLike[]): void {
  for (const signal of signals) {
    if (signal.aborted) {
      throw signal.reason ?? new Error("aborted");
    }
  }
}

/** The promise's outcome, unless a signal aborts first: then that signal's reason. */
export async function unlessAborted<T>(promise: Promise<T>, signals: readonly AbortSignalLike[]): Promise<T> {
  let abort = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    abort = resolve;
  });
  for (const signal of signals) {
    signal.addEventListener("abort", abort);
  }
  try {
    throwIfAborted(signals);
    const outcome = await Promise.race([promise.then((value) => ({ value })), aborted]);
    throwIfAborted(signals);
    return (outcome as { value: T }).value;
  } finally {
    for (const signal of signals) {
      signal.removeEventListener("abort", abort);
    }
    // Whoever left does not hear of a failure that comes later, and nobody else waits for it.
    promise.catch(() => {});
  }
}

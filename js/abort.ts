/** Aborting. */

import type { AbortSignalLike } from "./types.js";

/**
 * Marks a `fetch` of this package, which takes any signal of the right shape: the host's own take ten times as long to
 * make. A registered symbol, since `nodeFetch` is of another bundle than the client.
 */
export const takesAnySignal = /* @__PURE__ */ Symbol.for("alicloud-traffic-mirror.any-signal");

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

/** One for all: each call ends with an abort that nobody asks the reason of, and a stack takes its time. */
const ABORTED = /* @__PURE__ */ new Error("aborted");

/**
 * An AbortController for use inside the package. Any number may listen: hosts warn of a leak where more than ten calls
 * run at once. It also costs less than theirs.
 */
export class Aborter {
  readonly #listeners = new Set<() => void>();
  readonly signal: AbortSignalLike & { aborted: boolean; reason: unknown } = {
    aborted: false,
    reason: undefined,
    addEventListener: (_, listener) => {
      this.#listeners.add(listener);
    },
    removeEventListener: (_, listener) => {
      this.#listeners.delete(listener);
    },
  };

  /** The first reason counts. */
  abort(reason: unknown = ABORTED): void {
    if (!this.signal.aborted) {
      this.signal.aborted = true;
      this.signal.reason = reason;
      for (const listener of this.#listeners) {
        listener();
      }
      this.#listeners.clear();
    }
  }
}

/** Aborting. */

import type { AbortSignalLike } from "./types.js";

/**
 * Marks a `fetch` of this package, which takes any signal of the right shape: the host's own take ten times as long to
 * make. A registered symbol, since `nodeFetch` is of another bundle than the client.
 */
export const takesAnySignal = /* @__PURE__ */ Symbol.for("alicloud-traffic-mirror.any-signal");

/** Throws the signal's reason where it has aborted. */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) {
    throw signal.reason ?? new Error("aborted");
  }
}

/** Calls back when a signal aborts, until the function that this gives is called. */
export function listen(signals: readonly (AbortSignalLike | undefined)[], listener: () => void): () => void {
  for (const signal of signals) {
    if (signal) {
      hubOf(signal).addEventListener("abort", listener);
    }
  }
  return () => {
    for (const signal of signals) {
      if (signal) {
        leave(signal, listener);
      }
    }
  };
}

/** The one listener that a signal of the host has from us. */
const hubs = /* @__PURE__ */ new WeakMap<AbortSignalLike, Hub>();

/** Any number of calls may share a signal, but hosts warn of a leak where one has more than ten listeners. */
function hubOf(signal: AbortSignalLike): Aborter {
  if (signal instanceof Aborter) {
    return signal;
  }
  let hub = hubs.get(signal);
  if (hub === undefined) {
    hub = new Hub();
    hubs.set(signal, hub);
    signal.addEventListener("abort", hub.fire);
  }
  return hub;
}

function leave(signal: AbortSignalLike, listener: () => void): void {
  // Another call may have taken the hub away, after an abort.
  const hub = signal instanceof Aborter ? signal : hubs.get(signal);
  hub?.removeEventListener("abort", listener);
  if (hub instanceof Hub && hub.idle) {
    hubs.delete(signal);
    signal.removeEventListener("abort", hub.fire);
  }
}

/** The promise's outcome, unless a signal aborts first: then the reason of the first that has. */
export async function unlessAborted<T>(
  promise: Promise<T>,
  ...signals: readonly (AbortSignalLike | undefined)[]
): Promise<T> {
  let stop = (): void => {};
  try {
    signals.forEach(throwIfAborted);
    const aborted = new Promise<void>((resolve) => {
      stop = listen(signals, resolve);
    });
    const outcome = await Promise.race([promise.then((value) => ({ value })), aborted]);
    signals.forEach(throwIfAborted);
    return (outcome as { value: T }).value;
  } finally {
    stop();
    // Whoever left does not hear of a failure that comes later, and nobody else waits for it.
    promise.catch(() => {});
  }
}

/** One for all: each call ends with an abort that nobody asks the reason of, and a stack takes its time. */
const ABORTED = /* @__PURE__ */ new Error("aborted");

/**
 * An AbortController and its signal in one, for use inside the package. Any number may listen: hosts warn of a leak
 * where more than ten calls run at once. It also costs less than theirs.
 */
export class Aborter implements AbortSignalLike {
  aborted = false;
  reason: unknown;
  /** A list costs less than a Set: there are as many as there are calls at once. */
  readonly #listeners: (() => void)[] = [];

  get signal(): AbortSignalLike {
    return this;
  }

  addEventListener(_: "abort", listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_: "abort", listener: () => void): void {
    const at = this.#listeners.lastIndexOf(listener);
    if (at >= 0) {
      // They are in no order, so the last one can take its place.
      this.#listeners[at] = this.#listeners[this.#listeners.length - 1] as () => void;
      this.#listeners.pop();
    }
  }

  /** Whether nobody listens. */
  get idle(): boolean {
    return this.#listeners.length === 0;
  }

  /** The first reason counts. */
  abort(reason: unknown = ABORTED): void {
    if (!this.aborted) {
      this.aborted = true;
      this.reason = reason;
      for (const listener of this.#listeners.splice(0)) {
        listener();
      }
    }
  }
}

class Hub extends Aborter {
  readonly fire = (): void => this.abort();
}

/** So many requests at once and no more; the others wait for their turn. */

import { listen } from "../abort.js";
import type { AbortSignalLike } from "../types.js";

export class Places {
  #free: number;
  /** In the order in which they came. */
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves once there is a place, which `leave()` gives back. Rejects with the signal's reason if that aborts before. */
  enter(signal: AbortSignalLike | undefined): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const next = (): void => {
        stop();
        resolve();
      };
      const stop = listen([signal], () => {
        stop();
        this.#waiting.delete(next);
        reject(signal?.reason ?? new Error("aborted"));
      });
      this.#waiting.add(next);
    });
  }

  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
    } else {
      this.#waiting.delete(next);
      next();
    }
  }
}

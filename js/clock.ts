/** The host's clock and timers, and a clock that never goes back. */

import { listen } from "./abort.js";
import { host } from "./host.js";
import type { AbortSignalLike, Clock } from "./types.js";

export const hostClock: Clock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignalLike) =>
    new Promise<void>((resolve) => {
      const done = (): void => {
        host.clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = host.setTimeout(done, ms);
      const stop = listen([signal], done);
    }),
};

/**
 * The same clock, but for the time by which it was set back since: a wait must not last an hour longer because of that.
 * What was learnt of the service's clock goes on to hold.
 */
export function steady(clock: Clock): Clock {
  let last = Number.NEGATIVE_INFINITY;
  let setBack = 0;
  return {
    now: () => {
      const now = clock.now() + setBack;
      if (now < last) {
        setBack += last - now;
        return last;
      }
      // What is no number is the caller's to see, once.
      last = now >= last ? now : last;
      return now;
    },
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
}

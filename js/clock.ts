/** The host's clock and timers. */

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

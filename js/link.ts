/** A link: what all jobs of one client share inside the wasm module (retries, pace, what was learnt of the clock). */

import { checkCounts, checkObject } from "./checks.js";
import { type Core, core, Kind, type Style } from "./core.js";
import type { Signer } from "./signer.js";
import type { ClientOptions } from "./types.js";

/** What is added to the style. */
enum Flag {
  WATCHED = 4,
  REFRESHABLE = 8,
}

/** Attempts, delays, calls and their period, as `link_new` in the skin takes them. */
export type Limits = readonly [number, number, number, number, number];

/** The documented rate of CreateTrafficMirrorSession, assumed for every operation. */
const RATE = { calls: 600, periodMs: 60_000 };

/** Checks the options of retries and pace, and fills in their defaults. */
export function limitsOf({ retry = {}, rateLimit = RATE }: ClientOptions): Limits {
  const retries = retry === false ? { maxAttempts: 1 } : retry;
  checkObject("retry", retries);
  const { maxAttempts = 5, baseDelayMs = 300, maxDelayMs = 20_000 } = retries;
  checkCounts("retry", { maxAttempts, baseDelayMs, maxDelayMs });
  if (rateLimit === false) {
    return [maxAttempts, baseDelayMs, maxDelayMs, 0, 0];
  }
  checkObject("rateLimit", rateLimit);
  const { calls, periodMs } = rateLimit;
  checkCounts("rateLimit", { calls, periodMs });
  return [maxAttempts, baseDelayMs, maxDelayMs, calls, periodMs];
}

export class Link {
  readonly core: Core;
  readonly handle: number;
  /** Listeners of the client, and of calls under way. */
  #watchers: number;
  /** Its handle may be another link's by now. */
  #freed = false;

  constructor(limits: Limits, style: Style, watched: boolean, refreshable: boolean) {
    this.core = core();
    this.#watchers = watched ? 1 : 0;
    const flags = style + (watched ? Flag.WATCHED : 0) + (refreshable ? Flag.REFRESHABLE : 0);
    this.handle = this.core.ask((wasm) => wasm.link_new(flags, ...limits)).value;
  }

  /** Has the jobs sign with this signer from now on. */
  use(signer: Signer): void {
    this.core.ask((wasm) => {
      wasm.link_use(this.handle, signer.handle);
      return Kind.AWAIT;
    });
  }

  /** Has the jobs tell their events until the function that this gives is called. */
  watch(): () => void {
    this.#count(1);
    return () => this.#count(-1);
  }

  #count(change: number): void {
    this.#watchers += change;
    if (this.core.alive && !this.#freed) {
      this.core.ask((wasm) => {
        wasm.link_watch(this.handle, this.#watchers > 0);
        return Kind.AWAIT;
      });
    }
  }

  free(): void {
    this.#freed = true;
    if (this.core.alive) {
      this.core.ask((wasm) => {
        wasm.link_free(this.handle);
        return Kind.AWAIT;
      });
    }
  }
}

/** A link: what all jobs of one client share inside the wasm module (retries, pace, what was learnt of the clock). */

import { type Core, core, Kind, type Style } from "./core.js";
import type { Signer } from "./signer.js";
import type { ClientOptions } from "./types.js";

/** What is added to the style. */
enum Flag {
  WATCHED = 4,
  REFRESHABLE = 8,
}

export class Link {
  readonly core: Core;
  readonly handle: number;
  /** Listeners of the client, and of calls under way. */
  #watchers: number;
  /** Its handle may be another link's by now. */
  #freed = false;

  constructor(options: ClientOptions, style: Style, refreshable: boolean) {
    this.core = core();
    this.#watchers = options.onEvent === undefined ? 0 : 1;
    const {
      maxAttempts = 5,
      baseDelayMs = 300,
      maxDelayMs = 20_000,
    } = options.retry === false ? { maxAttempts: 1 } : (options.retry ?? {});
    // By default the documented rate of CreateTrafficMirrorSession, assumed for every operation.
    const { calls, periodMs } =
      options.rateLimit === false
        ? { calls: 0, periodMs: 0 }
        : (options.rateLimit ?? { calls: 600, periodMs: 60_000 });
    const flags = style + (this.#watchers === 0 ? 0 : Flag.WATCHED) + (refreshable ? Flag.REFRESHABLE : 0);
    this.handle = this.core.ask((wasm) =>
      wasm.link_new(flags, maxAttempts, baseDelayMs, maxDelayMs, calls, periodMs),
    ).value;
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

/** A link: what all jobs of one client share inside the wasm module (retries, pace, what was learnt of the clock). */

import { type Core, core, Kind, type Style } from "./core.js";
import type { Signer } from "./signer.js";
import type { ClientOptions } from "./types.js";

/** Defaults of {@link ClientOptions.retry}. */
const RETRY = { maxAttempts: 5, baseDelayMs: 300, maxDelayMs: 20_000 };
/** The documented rate of CreateTrafficMirrorSession, assumed for every operation. */
const RATE = { calls: 600, periodMs: 60_000 };
const WATCHED = 4;
const REFRESHABLE = 8;

export class Link {
  readonly core: Core;
  readonly handle: number;

  constructor(options: ClientOptions, style: Style, refreshable: boolean) {
    this.core = core();
    const retry = options.retry === false ? { ...RETRY, maxAttempts: 1 } : { ...options.retry };
    const { calls, periodMs } =
      options.rateLimit === false ? { calls: 0, periodMs: 0 } : (options.rateLimit ?? RATE);
    const flags = style + (options.onEvent === undefined ? 0 : WATCHED) + (refreshable ? REFRESHABLE : 0);
    this.handle = this.core.call([], (wasm) =>
      wasm.link_new(
        flags,
        retry.maxAttempts ?? RETRY.maxAttempts,
        retry.baseDelayMs ?? RETRY.baseDelayMs,
        retry.maxDelayMs ?? RETRY.maxDelayMs,
        calls,
        periodMs,
      ),
    ).value;
  }

  /** Has the jobs sign with this signer from now on. */
  use(signer: Signer): void {
    this.core.call([], (wasm) => {
      wasm.link_use(this.handle, signer.handle);
      return Kind.AWAIT;
    });
  }

  free(): void {
    if (this.core.alive) {
      this.core.call([], (wasm) => {
        wasm.link_free(this.handle);
        return Kind.AWAIT;
      });
    }
  }
}

/** A signer: keys and place of signing, prepared once inside the wasm module. */

import { type Core, core } from "./core.js";
import { encodeFields } from "./encode.js";
import type { Credentials, SignOptions } from "./types.js";

/** What a signer is made of. */
export interface SignerOptions extends Pick<SignOptions, "regionId" | "endpoint" | "format" | "version"> {
  credentials: Credentials;
}

const FIELDS = ["regionId", "endpoint", "format", "version"] as const;
const KEYS = ["accessKeyId", "accessKeySecret", "securityToken"] as const;

/** Keys prepared for signing. `free` wipes them from wasm memory; JavaScript strings cannot be wiped. */
export class Signer {
  readonly core: Core;
  readonly handle: number;
  readonly #parts: readonly unknown[];

  constructor(options: SignerOptions) {
    this.#parts = parts(options);
    this.core = core();
    const text = encodeFields(
      Object.fromEntries([...KEYS, ...FIELDS].map((name, at) => [name, this.#parts[at]])),
    );
    this.handle = this.core.call([text], (wasm, [length = 0]) => wasm.signer_new(length)).value;
  }

  /** Whether this signer is what these options would make, and can still sign. */
  fits(options: SignerOptions): boolean {
    const mine = this.#parts;
    return this.core.alive && parts(options).every((part, at) => part === mine[at]);
  }

  free(): void {
    if (this.core.alive) {
      this.core.call([], (wasm) => {
        wasm.signer_free(this.handle);
        return 5;
      });
    }
  }
}

function parts(options: SignerOptions): unknown[] {
  const credentials: Partial<Credentials> = options.credentials ?? {};
  return [...KEYS.map((name) => credentials[name]), ...FIELDS.map((name) => options[name])];
}

/** A signer: keys and place of signing, prepared once inside the wasm module. */

import { type Core, core, Kind } from "./core.js";
import { encodeFields } from "./encode.js";
import { host } from "./host.js";
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
    const fields = [...KEYS, ...FIELDS].map((name, at) => [name, this.#parts[at]]);
    const text = encodeFields({ ...Object.fromEntries(fields), endpoint: asSent(options.endpoint) });
    this.handle = this.core.run(text, (wasm, length) => wasm.signer_new(length)).value;
  }

  /** Whether this signer is what these options would make, and can still sign. */
  fits(options: SignerOptions): boolean {
    const mine = this.#parts;
    // Asked before every signature, so without a list to compare.
    const credentials: Partial<Credentials> = options.credentials ?? {};
    return (
      this.core.alive &&
      credentials.accessKeyId === mine[0] &&
      credentials.accessKeySecret === mine[1] &&
      credentials.securityToken === mine[2] &&
      options.regionId === mine[3] &&
      options.endpoint === mine[4] &&
      options.format === mine[5] &&
      options.version === mine[6]
    );
  }

  free(): void {
    if (this.core.alive) {
      this.core.ask((wasm) => {
        wasm.signer_free(this.handle);
        return Kind.AWAIT;
      });
    }
  }
}

/** An endpoint with its IPv6 address as hosts write it into the request: V3 signs that. What is none is refused later. */
function asSent(endpoint: unknown): unknown {
  return typeof endpoint !== "string"
    ? endpoint
    : endpoint.replace(/\[[^\]]*\]/, (address) => {
        try {
          return new host.URL(`http://${address}`).hostname;
        } catch {
          return address;
        }
      });
}

function parts(options: SignerOptions): unknown[] {
  const credentials: Partial<Credentials> = options.credentials ?? {};
  return [...KEYS.map((name) => credentials[name]), ...FIELDS.map((name) => options[name])];
}

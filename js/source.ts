/** The client's wasm module from base64 that is part of the bundle. */

import { decodeBase64 } from "./base64.js";
import { base64 } from "./generated/core-wasm.js";
import type { WasmModule } from "./webassembly.js";
import { compileModule } from "./webassembly.js";

/** Compiles the module. Throws an ENVIRONMENT error where the host forbids it. */
export function compile(): WasmModule {
  return compileModule(decodeBase64(base64));
}

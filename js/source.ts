/** The client's wasm module from text that is part of the bundle. */

import { text } from "./generated/core-wasm.js";
import { unpack } from "./unpack.js";
import type { WasmModule } from "./webassembly.js";
import { compileModule } from "./webassembly.js";

/** Compiles the module. Throws an ENVIRONMENT error where the host forbids it. */
export function compile(): WasmModule {
  return compileModule(unpack(text));
}

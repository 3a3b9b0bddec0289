/** The emulator's wasm module from deflated text that is part of the bundle. */

import { inflateSync } from "fflate";
import { decodeBase91 } from "./base91.js";
import { text } from "./generated/emulator-wasm.js";
import type { WasmModule } from "./webassembly.js";
import { compileModule } from "./webassembly.js";

/** Compiles the module. Throws an ENVIRONMENT error where the host forbids it. */
export function compile(): WasmModule {
  return compileModule(inflateSync(decodeBase91(text)));
}

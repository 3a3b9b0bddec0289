/** A wasm module from the file beside the CommonJS entry: no second copy of it needs to be shipped for `require`. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileModule, type WasmModule } from "../webassembly.js";

/** Compiles the file of that name. Throws what the file system throws, or an ENVIRONMENT error. */
export function compileFile(name: string): WasmModule {
  return compileModule(readFileSync(join(__dirname, name)));
}

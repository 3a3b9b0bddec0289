/** The client's wasm module from text that is part of the bundle. */

import { environmentError } from "./errors.js";
import { reader, text } from "./generated/core-wasm.js";
import { host } from "./host.js";
import { compileModule, exportsOf, type WasmModule } from "./webassembly.js";

/** The exports of `module/packed`, which reads the text. It is a module itself, since no JavaScript is fast at a start. */
interface Reader {
  memory: { buffer: ArrayBuffer };
  text(): number;
  module(): number;
  read(length: number): number;
}

/** Compiles the module. Throws an ENVIRONMENT error where the host forbids it. */
export function compile(): WasmModule {
  const exports = exportsOf(compileModule(Uint8Array.from(reader))) as Reader;
  const { written } = new host.TextEncoder().encodeInto(
    text,
    new Uint8Array(exports.memory.buffer, exports.text()),
  );
  const length = exports.read(written);
  if (length === 0) {
    throw environmentError("the wasm module in this file is damaged");
  }
  return compileModule(new Uint8Array(exports.memory.buffer, exports.module(), length));
}

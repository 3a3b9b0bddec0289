/** Where a wasm module comes from: the entry offers a source, or the caller brings the module. */

import { environmentError, parameterError } from "./errors.js";
import { compileAsync, compileModule, isModule, type WasmModule } from "./webassembly.js";

/** The place of one module. The entry fills it, so that the code that uses the module is the same in all of them. */
export interface Slot {
  source?: () => WasmModule;
  module?: WasmModule | undefined;
}

/** The module, compiled at first need. Throws an ENVIRONMENT error where the host forbids it, or none was brought. */
export function moduleIn(slot: Slot): WasmModule {
  slot.module ??= slot.source?.();
  if (slot.module === undefined) {
    throw environmentError("no wasm module was set", "Call setModule() or await loadModule() first.");
  }
  return slot.module;
}

/** The same function, with a source for the module: for entries that bring one. */
export function withSource<F extends (...args: never[]) => unknown>(
  slot: Slot,
  source: () => WasmModule,
  call: F,
): F {
  return ((...args) => {
    slot.source ??= source;
    return call(...args);
  }) as F;
}

/** Puts a module there, compiled or as bytes. */
export function setModuleIn(slot: Slot, module: unknown): void {
  slot.module = isModule(module) ? module : compileModule(bytesOf(module));
}

/** Puts a module there that a Response or bytes hold, compiled off the main thread. */
export async function loadModuleInto(slot: Slot, source: unknown): Promise<void> {
  const held = await source;
  if (isModule(held)) {
    slot.module = held;
    return;
  }
  const response = held as
    | { ok?: boolean; status?: number; arrayBuffer?(): Promise<ArrayBuffer> }
    | undefined;
  if (typeof response?.arrayBuffer !== "function") {
    slot.module = await compileAsync(bytesOf(held));
    return;
  }
  if (response.ok === false) {
    throw environmentError(`the wasm module cannot be loaded: HTTP status ${response.status}`);
  }
  slot.module = await compileAsync(bytesOf(await response.arrayBuffer()));
}

/** What every wasm module begins with. */
const MAGIC = [0, 0x61, 0x73, 0x6d] as const;

function bytesOf(value: unknown): Uint8Array {
  const bytes = viewOf(value);
  // A server may give a page for every path, and of that the host says what it says of a module that it forbids.
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) {
    throw environmentError(
      "these bytes are no wasm module",
      "Bring core.wasm or emulator.wasm as it is in this package; look at what the server sends for it.",
    );
  }
  return bytes;
}

function viewOf(value: unknown): Uint8Array {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  // It may be of another realm: some test runners give each file one of its own.
  if (Object.prototype.toString.call(value) === "[object ArrayBuffer]") {
    return new Uint8Array(value as ArrayBuffer);
  }
  throw parameterError("module", "must be a WebAssembly.Module or the bytes of one");
}

/** The emulator's entry without the module: the caller brings it. */

import { emulatorSlot } from "../emulator-module.js";
import { loadModuleInto, setModuleIn } from "../slot.js";

export * from "./emulator-exports.js";

/**
 * Brings the emulator's wasm module (`alicloud-traffic-mirror/emulator.wasm`, of the same version): a
 * `WebAssembly.Module`, or its bytes, which are compiled at once. Call it before anything else.
 *
 * Throws ParameterError for what is neither, TrafficMirrorError with ENVIRONMENT where the host refuses to compile.
 *
 * @example
 * import { readFileSync } from "node:fs";
 * import { createEmulator, setModule } from "alicloud-traffic-mirror/emulator/slim";
 *
 * setModule(readFileSync(new URL(import.meta.resolve("alicloud-traffic-mirror/emulator.wasm"))));
 * const emulator = createEmulator();
 */
export function setModule(module: object): void {
  setModuleIn(emulatorSlot, module);
}

/**
 * The same from a `Response`, or the promise of one, or bytes; compiled without holding up the thread.
 *
 * Rejects as {@link setModule} throws, and with ENVIRONMENT where the response is not a success.
 *
 * @example
 * import { readFile } from "node:fs/promises";
 * import { loadModule } from "alicloud-traffic-mirror/emulator/slim";
 *
 * await loadModule(readFile(new URL(import.meta.resolve("alicloud-traffic-mirror/emulator.wasm"))));
 */
export async function loadModule(source: object): Promise<void> {
  await loadModuleInto(emulatorSlot, source);
}

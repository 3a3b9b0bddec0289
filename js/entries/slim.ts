/** The entry without the module: the caller brings it. */

import { coreSlot } from "../core.js";
import { loadModuleInto, setModuleIn } from "../slot.js";

export * from "./exports.js";

/**
 * Brings the client's wasm module (`alicloud-traffic-mirror/core.wasm`, of the same version): a `WebAssembly.Module`, or
 * its bytes, which are compiled at once. Call it before anything else.
 *
 * Throws ParameterError for what is neither, TrafficMirrorError with ENVIRONMENT where the host refuses to compile.
 *
 * @example
 * import { readFileSync } from "node:fs";
 * import { setModule, signUrl } from "alicloud-traffic-mirror/slim";
 *
 * setModule(readFileSync(new URL(import.meta.resolve("alicloud-traffic-mirror/core.wasm"))));
 * const url = signUrl("DeleteTrafficMirrorSession", { TrafficMirrorSessionId: "tms-j6cla50buc44ap8tu0001" }, {
 *   regionId: "cn-hongkong",
 *   credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
 * });
 */
export function setModule(module: object): void {
  setModuleIn(coreSlot, module);
}

/**
 * The same from a `Response`, or the promise of one, or bytes; compiled without holding up the thread.
 *
 * Rejects as {@link setModule} throws, and with ENVIRONMENT where the response is not a success.
 *
 * @example
 * import { loadModule } from "alicloud-traffic-mirror/slim";
 *
 * await loadModule(fetch("https://cdn.example.com/core.wasm"));
 */
export async function loadModule(source: object): Promise<void> {
  await loadModuleInto(coreSlot, source);
}

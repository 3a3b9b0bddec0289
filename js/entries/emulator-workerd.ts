/** The emulator's entry for Cloudflare Workers: the module is imported. */

import { createEmulator as create } from "../emulator.js";
import { emulatorSlot } from "../emulator-module.js";
import module from "../generated/emulator.wasm";
import { withSource } from "../slot.js";

export type * from "./emulator-exports.js";

export const createEmulator = /* @__PURE__ */ withSource(emulatorSlot, () => module, create);

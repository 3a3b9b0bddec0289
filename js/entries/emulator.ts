/** The emulator's entry: the module is part of the bundle. */

import { createEmulator as create } from "../emulator.js";
import { emulatorSlot } from "../emulator-module.js";
import { compile } from "../emulator-source.js";
import { withSource } from "../slot.js";

export type * from "./emulator-exports.js";

export const createEmulator = /* @__PURE__ */ withSource(emulatorSlot, compile, create);

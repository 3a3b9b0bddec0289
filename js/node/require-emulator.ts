/** The emulator's entry of `require` in Node and its like. */

import { emulatorSlot } from "../emulator-module.js";
import { compileFile } from "./file.js";

emulatorSlot.source = () => compileFile("emulator.wasm");

export * from "../entries/emulator-exports.js";

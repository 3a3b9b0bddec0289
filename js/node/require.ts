/** The entry of `require` in Node and its like. Bundlers take the default entry, by their condition `module`. */

import { coreSlot } from "../core.js";
import { compileFile } from "./file.js";

coreSlot.source = () => compileFile("core.wasm");

export * from "../entries/exports.js";

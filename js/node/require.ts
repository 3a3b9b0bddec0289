/** The entry of `require` in Node and its like. Bundlers take the default entry, by their condition `module`. */

import { TrafficMirrorClient } from "../client.js";
import { coreSlot } from "../core.js";
import { compileFile } from "./file.js";

coreSlot.source = () => compileFile("core.wasm");

// Hosts print a client by the name of its class, which is shorter in this file.
Object.defineProperty(TrafficMirrorClient, "name", { value: "TrafficMirrorClient", configurable: true });

export * from "../entries/exports.js";

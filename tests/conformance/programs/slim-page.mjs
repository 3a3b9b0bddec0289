// The slim entries in a page: the modules are fetched.
import { createEmulator, loadModule as loadEmulator } from "alicloud-traffic-mirror/emulator/slim";
import * as api from "alicloud-traffic-mirror/slim";
import { runSuite } from "./suite.mjs";
import vectors from "./vectors.mjs";

const folder = "/node_modules/alicloud-traffic-mirror/dist";
await Promise.all([
  api.loadModule(fetch(`${folder}/core.wasm`)),
  loadEmulator(fetch(`${folder}/emulator.wasm`)),
]);
globalThis.conformance = JSON.stringify(await runSuite(api, createEmulator, vectors));

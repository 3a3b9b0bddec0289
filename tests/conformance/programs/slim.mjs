// The slim entries in Node: the modules are read from files, one set at once and one loaded.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createEmulator, loadModule } from "alicloud-traffic-mirror/emulator/slim";
import * as api from "alicloud-traffic-mirror/slim";
import { runSuite } from "./suite.mjs";
import vectors from "./vectors.mjs";

const file = (name) => new URL(import.meta.resolve(`alicloud-traffic-mirror/${name}`));
const early = [];
for (const use of [() => api.signUrl("X", {}, {}), () => createEmulator()]) {
  try {
    use();
    early.push("nothing was thrown");
  } catch (error) {
    if (error.code !== "ENVIRONMENT" || !error.hint.includes("setModule")) early.push(String(error));
  }
}
api.setModule(new WebAssembly.Module(readFileSync(file("core.wasm"))));
await loadModule(readFile(file("emulator.wasm")));
const result = await runSuite(api, createEmulator, vectors);
result.failures.push(...early.map((message) => ({ name: "without a module", message })));
console.log(JSON.stringify(result));

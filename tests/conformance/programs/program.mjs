// The suite as a program: prints its result as JSON. For runtimes that import packages by name.
import * as api from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { runSuite } from "./suite.mjs";
import vectors from "./vectors.mjs";

console.log(JSON.stringify(await runSuite(api, createEmulator, vectors)));

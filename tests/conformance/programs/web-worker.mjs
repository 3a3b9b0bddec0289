// The suite in a web worker.
import * as api from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { runSuite } from "./suite.mjs";
import vectors from "./vectors.mjs";

postMessage(JSON.stringify(await runSuite(api, createEmulator, vectors)));

// The suite in a page: leaves its result, as JSON, where the driver looks.
import * as api from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { runSuite } from "./suite.mjs";
import vectors from "./vectors.mjs";

globalThis.conformance = JSON.stringify(await runSuite(api, createEmulator, vectors));

// The suite in a Worker: answers each request with the result.
import * as api from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { runSuite } from "./suite.mjs";
import vectors from "./vectors.mjs";

export default {
  async fetch() {
    return new Response(JSON.stringify(await runSuite(api, createEmulator, vectors)));
  },
};

// One way to call: sends as told, `{atOnce, ms}`, and says how many calls were done, and with how much CPU time.
import { Agent, get } from "node:http";
import { signRequest, TrafficMirrorClient } from "alicloud-traffic-mirror";
import { nodeFetch } from "alicloud-traffic-mirror/node";
import { signUrlByHand } from "../by-hand.mjs";
import { action, credentials, regionId, sessionId } from "../job.mjs";

const [, , way, endpoint] = process.argv;
const params = { TrafficMirrorSessionId: sessionId };
const options = { regionId, credentials, endpoint, rateLimit: false };

const ways = {
  ours: () => {
    const client = new TrafficMirrorClient({ ...options, fetch: nodeFetch() });
    return () => client.deleteTrafficMirrorSession(params);
  },
  "ours-fetch": () => {
    const client = new TrafficMirrorClient(options);
    return () => client.deleteTrafficMirrorSession(params);
  },
  // What the client sends and reads, without the client.
  transport: () => {
    const fetch = nodeFetch();
    const request = signRequest(action, params, options);
    return async () => JSON.parse(await (await fetch(request.url, request)).text());
  },
  "by-hand": () => {
    const agent = new Agent({ keepAlive: true });
    return () =>
      new Promise((resolve, reject) => {
        get(signUrlByHand(endpoint), { agent }, (response) => {
          const parts = [];
          response.on("data", (part) => parts.push(part));
          response.on("end", () => resolve(JSON.parse(Buffer.concat(parts).toString())));
          response.on("error", reject);
        }).on("error", reject);
      });
  },
  "pop-core": async () => (await import("../peers.mjs")).popCore(endpoint),
  sdk: async () => {
    const call = (await import("../peers.mjs")).officialSdk("v3", endpoint);
    return async () => (await call()).body.toMap();
  },
};

const call = await ways[way]();
process.on("message", async ({ atOnce, ms }) => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let calls = 0;
  const one = async () => {
    while (performance.now() - start < ms) {
      const { RequestId } = await call();
      if (typeof RequestId !== "string") throw new Error(`${way}: no answer`);
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  process.send({
    perSecond: calls / seconds,
    cpu: (user + system) / calls,
    rss: process.resourceUsage().maxRSS / 1_024,
  });
});
process.on("disconnect", () => process.exit());
process.send("ready");

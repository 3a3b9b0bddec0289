// Notes which of the classes around `fetch` are touched up to the first send. In Node 20, touching one loads them all.
import { action, credentials, regionId, sessionId } from "../job.mjs";

const touched = [];
for (const name of ["fetch", "Headers", "Request", "Response", "FormData", "WebSocket"]) {
  Object.defineProperty(globalThis, name, { configurable: true, get: () => void touched.push(name) });
}
const { signUrl, TrafficMirrorClient } = await import("alicloud-traffic-mirror");
const options = { regionId, credentials };
signUrl(action, { TrafficMirrorSessionId: sessionId }, options);
let sent = 0;
const client = new TrafficMirrorClient({
  ...options,
  fetch: async () => {
    sent += 1;
    return { status: 200, headers: { get: () => null }, text: async () => '{"RequestId":"1"}' };
  },
});
await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: sessionId });
if (sent !== 1) throw new Error("the client did not send");
console.log(JSON.stringify(touched));

// The element in plain HTML: import it, give it a client, listen.
import "alicloud-traffic-mirror/console";
import { TrafficMirrorClient } from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";

// Against the real service: no emulator, no `fetch`, and keys of a short life from your own server:
//   credentials: async () => (await fetch("/api/sts")).json()
const emulator = createEmulator({ deletingMs: 500 });
emulator.load({
  regions: {
    "cn-hongkong": { filters: [{}], sessions: [{ TrafficMirrorSessionName: "from-html" }, {}] },
  },
});

const element = document.querySelector("traffic-mirror-console");
element.client = new TrafficMirrorClient({
  regionId: "cn-hongkong",
  credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
  fetch: emulator.fetch,
});
element.addEventListener("session-deleted", (event) => {
  document.querySelector("#last").textContent = event.detail.id;
});

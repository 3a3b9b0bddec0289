// Loaded before a page's program: whoever calls Alibaba Cloud by `fetch` gets the emulator, and anybody else is not
// called at all.
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { fixture, options } from "./fixture.mjs";

const emulator = createEmulator(options);
emulator.load(fixture);
const call = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const { hostname, protocol } = new URL(input instanceof Request ? input.url : String(input));
  if (hostname.endsWith(".aliyuncs.com")) return await emulator.fetch(input, init);
  if (hostname === "127.0.0.1" || protocol === "data:") return await call(input, init);
  throw new Error(`a page's program calls ${hostname}`);
};

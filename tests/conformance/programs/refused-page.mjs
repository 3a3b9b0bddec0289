// A page whose policy forbids wasm: leaves the error's code and hint.
import { signUrl } from "alicloud-traffic-mirror";

try {
  globalThis.refused = signUrl("X", {}, { credentials: { accessKeyId: "a", accessKeySecret: "b" } });
} catch (error) {
  globalThis.refused = `${error.code} ${error.hint ?? error.stack}`;
}

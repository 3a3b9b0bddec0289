// The suite as a CommonJS program, and errors of the one copy against the classes of the other.
const api = require("alicloud-traffic-mirror");
const { createEmulator } = require("alicloud-traffic-mirror/emulator");

(async () => {
  const { runSuite } = await import("./suite.mjs");
  const { default: vectors } = await import("./vectors.mjs");
  const result = await runSuite(api, createEmulator, vectors);
  const copy = await import("alicloud-traffic-mirror");
  for (const [one, other] of [
    [api, copy],
    [copy, api],
  ]) {
    try {
      one.signUrl("DeleteTrafficMirrorSession", {}, { credentials: {} });
    } catch (error) {
      const holds = one.signUrl !== other.signUrl && error instanceof other.TrafficMirrorError;
      if (!holds || error instanceof other.ServiceError) {
        result.failures.push({ name: "instanceof across copies", message: String(error) });
      }
    }
  }
  console.log(JSON.stringify(result));
})();

// Hosts that lack something: the error says what, and what to do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram } from "./support.mjs";

const IMPORT = 'const { TrafficMirrorClient, signUrl } = await import("alicloud-traffic-mirror");';
const CLIENT = `new TrafficMirrorClient({
  regionId: "cn-hongkong", credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
})`;
const REPORT = ".catch(({ code, message, hint }) => console.log(JSON.stringify({ code, message, hint })));";

test("a runtime without fetch: the error names the option", async () => {
  const error = await runProgram(
    `delete globalThis.fetch; ${IMPORT} await ${CLIENT}.listTrafficMirrorSessions()${REPORT}`,
  );
  assert.equal(error.code, "ENVIRONMENT");
  assert.match(error.hint, /option `fetch`/);
});

test("a runtime without WebAssembly: the error says so", async () => {
  const error = await runProgram(
    `delete globalThis.WebAssembly; ${IMPORT} await (async () => signUrl("X", {}, {}))()${REPORT}`,
  );
  assert.equal(error.code, "ENVIRONMENT");
  assert.match(error.message, /WebAssembly/);
});

test("a runtime without the memory that the module wants: no policy of a page is blamed", async () => {
  for (const call of ["signUrl('X', {}, {})", "createEmulator()"]) {
    const error = await runProgram(
      `const { createEmulator } = await import("alicloud-traffic-mirror/emulator");
      ${IMPORT} await (async () => ${call})()${REPORT}`,
      {},
      ["--wasm-max-mem-pages=3"],
    );
    assert.equal(error.code, "ENVIRONMENT");
    assert.match(error.message, /RangeError/);
    assert.match(error.hint, /memory/);
    assert.doesNotMatch(error.hint, /Policy/);
  }
});

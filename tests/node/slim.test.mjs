// The slim entries: what the caller brings, and what happens when it does not fit.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import * as emulatorSlim from "alicloud-traffic-mirror/emulator/slim";
import * as slim from "alicloud-traffic-mirror/slim";
import { credentials, regionId } from "./support.mjs";

const bytes = (name) => readFileSync(new URL(import.meta.resolve(`alicloud-traffic-mirror/${name}`)));
const sign = () => slim.signUrl("DescribeVpcs", {}, { regionId, credentials });

test("without a module: an error that names setModule, and afterwards all is well", async () => {
  assert.throws(sign, { code: "ENVIRONMENT", hint: /setModule\(\)/ });
  assert.throws(() => emulatorSlim.createEmulator(), { code: "ENVIRONMENT", hint: /setModule\(\)/ });

  for (const wrong of [undefined, null, "core.wasm", 7, {}, []]) {
    assert.throws(() => slim.setModule(wrong), slim.ParameterError);
    await assert.rejects(slim.loadModule(wrong), slim.ParameterError);
  }
  assert.throws(() => slim.setModule(new Uint8Array([0, 97, 115, 109])), { code: "ENVIRONMENT" });
  await assert.rejects(slim.loadModule(Promise.resolve(new Response("no", { status: 404 }))), {
    code: "ENVIRONMENT",
    message: /404/,
  });
  // What a server gives for every path: no policy of the page is to blame.
  const page = { code: "ENVIRONMENT", message: /no wasm module/, hint: /core\.wasm/ };
  await assert.rejects(slim.loadModule(new Response("<html>")), page);
  await assert.rejects(slim.loadModule(new Response("")), page);
  assert.throws(() => slim.setModule(new TextEncoder().encode("<html>")), page);
  assert.throws(sign, { code: "ENVIRONMENT", hint: /setModule\(\)/ });

  slim.setModule(bytes("emulator.wasm"));
  assert.throws(sign, { code: "ENVIRONMENT", hint: /core\.wasm/ });
  emulatorSlim.setModule(new WebAssembly.Module(bytes("core.wasm")));
  assert.throws(() => emulatorSlim.createEmulator(), { code: "ENVIRONMENT", hint: /emulator\.wasm/ });

  const ofAnotherRealm = runInNewContext("(bytes) => Uint8Array.from(bytes).buffer")(bytes("core.wasm"));
  assert.ok(!(ofAnotherRealm instanceof ArrayBuffer));
  await slim.loadModule(ofAnotherRealm);
  slim.setModule(ofAnotherRealm);

  const { buffer, byteOffset, byteLength } = bytes("core.wasm");
  slim.setModule(buffer.slice(byteOffset, byteOffset + byteLength));
  assert.match(sign(), /^https:\/\/vpc\.cn-hongkong\.aliyuncs\.com\/\?/);
  await emulatorSlim.loadModule(new Response(bytes("emulator.wasm")));
  const { fetch } = emulatorSlim.createEmulator();
  const client = new slim.TrafficMirrorClient({ regionId, credentials, fetch });
  assert.deepEqual((await client.listTrafficMirrorSessions()).TrafficMirrorSessions, []);
});

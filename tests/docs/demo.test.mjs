// Which service the demo takes: the emulator, unless an endpoint and keys are there. It creates and deletes, so a key that
// happens to be in the environment must not send it anywhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../node/support.mjs";
import { root } from "./blocks.mjs";
import { execute } from "./run.mjs";

const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: "testid", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "testsecret" };
const demo = fileURLToPath(new URL("examples/demo.mjs", root));
const inherited = Object.entries(process.env).filter(
  ([name]) => !/^(ALIBABA|TRAFFIC_MIRROR)|^NODE_TEST/.test(name),
);
/** Calls nothing but this machine: what goes elsewhere fails. */
const guard = `data:text/javascript,${encodeURIComponent(`const call = globalThis.fetch;
globalThis.fetch = (input, init) => {
  if (new URL(input.url ?? input).hostname !== "127.0.0.1") throw new Error("called " + input);
  return call(input, init);
};`)}`;

async function run(env) {
  const settings = { env: { ...Object.fromEntries(inherited), ...env } };
  return await execute(process.execPath, ["--import", guard, demo], settings);
}

for (const [what, env] of [
  ["keys without an endpoint", keys],
  ["an endpoint without keys", { ALIBABA_CLOUD_ENDPOINT: "https://vpc.example" }],
  ["empty variables", { ...keys, ALIBABA_CLOUD_ENDPOINT: "" }],
]) {
  test(`${what}: the demo takes the emulator`, async () => {
    const { code, all } = await run(env);
    assert.equal(code, 0, all);
    assert.match(all, /^1\. A service: the emulator at http:\/\/127\.0\.0\.1:\d+$/m);
  });
}

test("an endpoint and keys: the demo takes that service, and leaves nothing there", async (t) => {
  const { url } = await serve(t, "--creating-ms=150", "--deleting-ms=300");
  const { code, all } = await run({ ...keys, ALIBABA_CLOUD_ENDPOINT: url });
  assert.equal(code, 0, all);
  assert.ok(all.startsWith(`1. A service: ${url}\n`), all);
  const { regions } = await (await fetch(`${url}/_emulator/state`)).json();
  assert.deepEqual([regions["cn-hongkong"]?.sessions ?? [], regions["cn-hongkong"]?.filters ?? []], [[], []]);
});

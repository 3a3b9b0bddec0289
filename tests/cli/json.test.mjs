// With --json there is one document in each outcome but a wrong command line.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mirrored, place } from "./support.mjs";

test("an operation that is refused, and keys that are missing, give the error", async (t) => {
  const { run } = await place(t, { fixture: mirrored(1) });
  const refused = await run("call", "DeleteTrafficMirrorSession", "TrafficMirrorSessionId=tms-9", "--json");
  const { error } = JSON.parse(refused.stdout);
  assert.deepEqual([refused.code, error.code], [1, "SERVICE"]);
  assert.equal(error.serviceCode, "ResourceNotFound.TrafficMirrorSession");
  assert.match(refused.stderr, /^alicloud-traffic-mirror: ResourceNotFound\.TrafficMirrorSession: .*\n$/);
  const bare = await place(t, { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "" } });
  for (const args of [["list"], ["teardown", "--all"], ["sign", "ListTrafficMirrorSessions"]]) {
    const { code, stdout } = await bare.run(...args, "--json");
    assert.deepEqual([code, JSON.parse(stdout).error.code], [1, "INVALID_CREDENTIALS"], args.join(" "));
    assert.equal((await bare.run(...args)).stdout, "");
  }
});

test("a wait that ends early says what was reached", async (t) => {
  const { run, start } = await place(t, { fixture: mirrored(2) });
  const { code, stdout } = await run("wait", "created", "tms-2", "tms-9", "--deadline", "1s", "--json");
  const { error, ...rest } = JSON.parse(stdout);
  assert.deepEqual(
    [code, error.code, rest],
    [1, "DEADLINE", { state: "created", ids: ["tms-2", "tms-9"], reached: ["tms-2"] }],
  );
  const { child, ended, seen } = start("wait", "deleted", "tms-1", "--json");
  await seen(/0 of 1 gone/);
  child.kill("SIGINT");
  const cut = await ended;
  assert.deepEqual(
    [cut.code, JSON.parse(cut.stdout)],
    [130, { state: "deleted", ids: ["tms-1"], reached: [], error: { message: "interrupted" } }],
  );
});

test("a wrong command line gives none", async (t) => {
  const { run } = await place(t, { fixture: mirrored(1) });
  for (const args of [
    ["call", "DeleteTrafficMirrorSession"],
    ["wait", "created", "x"],
    ["teardown", "--all"],
    ["list", "--region", "a/b"],
  ]) {
    const { code, stdout } = await run(...args, "--json");
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
  }
});

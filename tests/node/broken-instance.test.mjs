// What becomes of calls where the wasm module traps, or the stack overflows in it: programs of their own, since one that
// goes wrong hangs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runProgram } from "./support.mjs";

const setting = `
  import { signUrl, TrafficMirrorClient } from ${JSON.stringify(import.meta.resolve("alicloud-traffic-mirror"))};
  const regionId = "cn-hongkong";
  const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
`;

test("after a stack that overflowed on the way through the module the next call works", async () => {
  const seen = await runProgram(`${setting}
    const sign = () => signUrl("DescribeVpcs", {}, { regionId, credentials });
    const recurse = () => { sign(); return recurse() + 1; };
    const errors = new Set();
    for (let round = 0; round < 20; round++) {
      try { recurse(); } catch (error) { errors.add(error.name); }
    }
    console.log(JSON.stringify({ errors: [...errors], url: sign().slice(0, 8) }));
  `);
  assert.deepEqual(seen, { errors: ["RangeError"], url: "https://" });
});

test("a trap ends the calls under way with ENVIRONMENT, and the next call works", async () => {
  const seen = await runProgram(`${setting}
    let answer;
    const answered = new Promise((resolve) => { answer = resolve; });
    const fetch = async () => {
      await answered;
      return { status: 200, headers: { get: () => null }, text: async () => '{"RequestId":"r"}' };
    };
    const client = new TrafficMirrorClient({ regionId, credentials, fetch, retry: false });
    const session = { TrafficMirrorSessionId: "tms-1" };
    const codeOf = (call) => call.then((done) => done.RequestId, (error) => error.code);
    const underWay = codeOf(client.deleteTrafficMirrorSession(session));
    await new Promise((resolve) => setTimeout(resolve, 20));
    // Encoded, this is more than the module can have.
    const trapped = await codeOf(client.call("DescribeVpcs", { A: "%".repeat(150e6) }));
    answer();
    const codes = [trapped, await underWay, await codeOf(client.deleteTrafficMirrorSession(session))];
    client.close();
    console.log(JSON.stringify(codes));
  `);
  assert.deepEqual(seen, ["ENVIRONMENT", "ENVIRONMENT", "r"]);
});

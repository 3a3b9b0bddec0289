// Options of the wrong type: each is refused by its name, and nothing is sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  explainSignature,
  ParameterError,
  parseResponse,
  signRequest,
  signUrl,
  TrafficMirrorClient,
} from "alicloud-traffic-mirror";
import { credentials, pair, regionId, runProgram, sessionParams } from "./support.mjs";

const options = { regionId, credentials };

/** Calls, or awaits, and gives the parameter that was refused. */
async function refused(call) {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof ParameterError, `${error.stack}`);
    return error.issues[0].parameter;
  }
  return "nothing";
}

test("what takes options takes an object, or nothing where they may be left out", async () => {
  const { client, emulator } = pair();
  const { signal } = new AbortController();
  for (const odd of [null, 5, "text", [], true]) {
    for (const call of [
      () => signUrl("DescribeVpcs", {}, odd),
      () => signRequest("DescribeVpcs", {}, odd),
      () => explainSignature("DescribeVpcs", {}, odd),
      () => new TrafficMirrorClient(odd),
      () => client.listTrafficMirrorSessions({}, odd),
      () => client.call("DescribeVpcs", {}, odd),
      () => client.waitUntilDeleted("tms-1", odd),
      () => client.openSession(sessionParams("tmf-1", 1), odd),
      () => client.teardown({ all: true }, odd),
      () => client.resumeTeardown("", odd),
      () => client.signUrl("DescribeVpcs", {}, odd),
      () => client.explainSignature("DescribeVpcs", {}, odd),
    ]) {
      assert.equal(await refused(call), "options", `${call} with ${odd}`);
    }
    assert.equal(await refused(() => parseResponse("DescribeVpcs", odd)), "response");
  }
  assert.equal(await refused(() => signUrl("DescribeVpcs", {})), "options");
  assert.equal(await refused(() => parseResponse(null, { status: 200, body: "{}" })), "action");
  assert.deepEqual(emulator.requests(), []);
  await client.listTrafficMirrorSessions({}, { signal, timeoutMs: undefined });
});

test("an action that is none is named, also by the first call of a program", async () => {
  for (const call of [
    "signUrl(undefined, {}, options)",
    "await new TrafficMirrorClient(options).call(undefined, {})",
  ]) {
    const error = await runProgram(
      `import { signUrl, TrafficMirrorClient } from "alicloud-traffic-mirror";
       const options = { regionId: "cn-hongkong", credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" } };
       try { ${call}; } catch ({ code, message }) { console.log(JSON.stringify({ code, message })); }`,
    );
    assert.deepEqual(error, { code: "INVALID_PARAMETER", message: "action is not the name of an operation" });
  }
});

test("the method of an explanation is one of the two there are", async () => {
  const { client } = pair();
  for (const method of [null, 5, "post", "PUT", ""]) {
    for (const signature of [undefined, "v3"]) {
      const odd = { ...options, method, signature };
      assert.equal(await refused(() => explainSignature("DescribeVpcs", {}, odd)), "method");
      assert.equal(
        await refused(() => client.explainSignature("DescribeVpcs", {}, { method, signature })),
        "method",
      );
    }
  }
});

test("an option of the wrong type is named, when the client is made", async () => {
  const sleep = async () => {};
  for (const [name, values] of Object.entries({
    retry: [0, "never", true, null, []],
    rateLimit: [0, true, null, "x", []],
    clock: [null, 5, {}, { now: () => 1 }, { sleep }],
    fetch: [null, 5, {}],
    onEvent: [null, 5, {}],
  })) {
    for (const value of values) {
      const call = () => new TrafficMirrorClient({ ...options, [name]: value });
      assert.equal(await refused(call), name, `${name}: ${JSON.stringify(value)}`);
    }
  }
});

test("signals and listeners of a call are what they are to be", async () => {
  const { client, emulator } = pair();
  const list = (odd) => () => client.listTrafficMirrorSessions({}, odd);
  for (const signal of [0, 5, "", "text", false, {}, { aborted: false }, { addEventListener() {} }]) {
    assert.equal(await refused(list({ signal })), "signal", JSON.stringify(signal));
  }
  for (const odd of [null, 5, "text", {}]) {
    assert.equal(await refused(list({ onEvent: odd })), "onEvent");
    assert.equal(await refused(() => client.waitUntilDeleted([], { onProgress: odd })), "onProgress");
    // Without it there would be nothing to resume from.
    assert.equal(await refused(() => client.teardown({ all: true }, { checkpoint: odd })), "checkpoint");
  }
  assert.deepEqual(emulator.requests(), []);
  await client.listTrafficMirrorSessions({}, { signal: null });
});

test("time and nonce are no others than those that were given", async () => {
  for (const timestamp of [null, [], {}, true, "2020", "text", Number.NaN, new Date(Number.NaN)]) {
    assert.equal(await refused(() => signUrl("DescribeVpcs", {}, { ...options, timestamp })), "timestamp");
  }
  for (const nonce of [null, 5, true, {}, ""]) {
    assert.equal(await refused(() => signUrl("DescribeVpcs", {}, { ...options, nonce })), "nonce");
  }
  const ofAnotherRealm = { getTime: () => 0 };
  assert.match(signUrl("DescribeVpcs", {}, { ...options, timestamp: ofAnotherRealm }), /1970-01-01/);
});

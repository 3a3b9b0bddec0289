// Sources of credentials that misbehave, and what a client keeps of keys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TrafficMirrorClient } from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { answering, credentials, pair, regionId, runProgram, sessions } from "./support.mjs";

const done = () => ({ body: '{"RequestId":"R"}' });
const EXPIRED = "InvalidSecurityToken.Expired";
const expired = () => ({ status: 400, body: `{"Code":"${EXPIRED}","Message":"m","RequestId":"R"}` });

test("a source that never answers is an error within timeoutMs, and is asked again by the next call", async () => {
  let asked = 0;
  const source = () => {
    asked += 1;
    return asked === 1 ? new Promise(() => {}) : credentials;
  };
  const client = answering(done, { credentials: source, timeoutMs: 20 });
  await assert.rejects(client.call("DescribeVpcs", {}), {
    code: "INVALID_CREDENTIALS",
    message: /no answer within 20 ms/,
  });
  await client.call("DescribeVpcs", {});
  assert.equal(asked, 2);
});

test("a source that fails for a moment ends no teardown", async () => {
  const { client, emulator } = pair();
  const { ids } = await sessions(client, 3);
  // As metadata services do: now and then an error in the place of keys.
  let asked = 0;
  const source = async () => {
    asked += 1;
    if (asked % 3 !== 0) {
      throw new Error("500");
    }
    return credentials;
  };
  const { client: watched } = pair({
    credentials: source,
    fetch: emulator.fetch,
    retry: { maxAttempts: 3, baseDelayMs: 1 },
  });
  const report = await watched.teardown(
    { ids },
    { checkpoint: () => asked === 3 && emulator.inject({ kind: "error", status: 400, code: EXPIRED }) },
  );
  assert.deepEqual([report.deleted.length, asked], [3, 6]);
});

test("a key that was rotated away is refused once, and asked for anew by the next call", async () => {
  const emulator = createEmulator({ accounts: [credentials] });
  let key = { accessKeyId: "rotated", accessKeySecret: "x" };
  let asked = 0;
  const client = new TrafficMirrorClient({
    regionId,
    credentials: () => {
      asked += 1;
      return key;
    },
    fetch: emulator.fetch,
  });
  await assert.rejects(client.listTrafficMirrorSessions(), { serviceCode: "InvalidAccessKeyId.NotFound" });
  assert.deepEqual([asked, emulator.requests().length], [1, 1]);
  key = credentials;
  await client.listTrafficMirrorSessions();
  await client.listTrafficMirrorSessions();
  assert.deepEqual([asked, emulator.requests().length], [2, 3]);
});

test("a source that goes on failing is asked as often as attempts are made, five times at most", async () => {
  for (const [retry, times] of [
    [false, 1],
    [{ maxAttempts: 3, baseDelayMs: 1 }, 3],
    [{ maxAttempts: 50, baseDelayMs: 1 }, 5],
  ]) {
    let asked = 0;
    const source = () => {
      asked += 1;
      throw new Error("SECRET");
    };
    const client = answering(done, { credentials: source, retry });
    await assert.rejects(client.call("DescribeVpcs", {}), {
      code: "INVALID_CREDENTIALS",
      message: "the source of credentials failed",
    });
    assert.equal(asked, times);
  }
});

test("nobody waits for a source any longer than some call does", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  const fails = () => {
    throw new Error("SECRET");
  };
  for (const ask of [fails, () => new Promise(() => {})]) {
    let asked = 0;
    const source = () => {
      asked += 1;
      return asked === 2 ? credentials : ask();
    };
    const client = answering(done, { credentials: source });
    const controllers = [new AbortController(), new AbortController()];
    const calls = controllers.map(({ signal }) => client.call("DescribeVpcs", {}, { signal }));
    await new Promise((resolve) => setImmediate(resolve));
    const reason = new Error("enough");
    controllers[0].abort(reason);
    await assert.rejects(calls[0], reason);
    assert.equal(timers(), before + 1);
    controllers[1].abort(reason);
    await assert.rejects(calls[1], reason);
    assert.deepEqual([timers(), asked], [before, 1]);
    await client.call("DescribeVpcs", {});
    assert.deepEqual([timers(), asked], [before, 2]);
  }
  const client = answering(done, { credentials: fails });
  const call = client.call("DescribeVpcs", {});
  await new Promise((resolve) => setImmediate(resolve));
  client.close();
  await assert.rejects(call, { code: "ENVIRONMENT" });
  assert.equal(timers(), before);
});

test("keys that can never be right are asked for anew, and end no other call", async () => {
  let asked = 0;
  const source = () => {
    asked += 1;
    return asked === 1 || asked === 3
      ? { accessKeyId: "bad key", accessKeySecret: "x" }
      : { ...credentials, securityToken: `token${asked}` };
  };
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  const client = answering(
    async (_, { body }) => {
      if (body.includes("Action=Slow")) {
        await held;
        return done();
      }
      return body.includes("Action=Expires") && body.includes("token2") ? expired() : done();
    },
    { credentials: source },
  );
  await assert.rejects(client.call("DescribeVpcs", {}), { code: "INVALID_CREDENTIALS" });
  const slow = client.call("Slow", {});
  await assert.rejects(client.call("Expires", {}), { code: "INVALID_CREDENTIALS" });
  release();
  assert.equal((await slow).RequestId, "R");
  assert.equal((await client.call("Expires", {})).RequestId, "R");
  assert.equal(asked, 4);
});

test("what a source throws while its answer is read is not passed on", async () => {
  const answer = {
    get accessKeyId() {
      throw new Error("SECRET");
    },
  };
  const client = answering(done, { credentials: () => answer, retry: false });
  await assert.rejects(client.call("DescribeVpcs", {}), (error) => {
    assert.equal(error.code, "INVALID_CREDENTIALS");
    assert.ok(!String(error.stack).includes("SECRET"));
    return true;
  });
});

test("a closed client keeps neither its keys nor their source", async () => {
  const collected = await runProgram(`
    import { setFlagsFromString } from "node:v8";
    import { runInNewContext } from "node:vm";
    import { TrafficMirrorClient } from ${JSON.stringify(import.meta.resolve("alicloud-traffic-mirror"))};
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc");
    const clients = [];
    const references = [];
    const make = (credentials) => {
      references.push(new WeakRef(credentials));
      const client = new TrafficMirrorClient({ regionId: "cn-hongkong", credentials });
      client.close();
      clients.push(client);
    };
    make({ accessKeyId: "testid", accessKeySecret: "testsecret" });
    make(() => ({ accessKeyId: "testid", accessKeySecret: "testsecret" }));
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
    console.log(JSON.stringify([clients.length, references.map((reference) => reference.deref() === undefined)]));
  `);
  assert.deepEqual(collected, [2, [true, true]]);
});

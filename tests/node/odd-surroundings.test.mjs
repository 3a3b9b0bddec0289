// Clocks, timers, listeners and a fetch that are not as one would wish.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TrafficMirrorClient } from "alicloud-traffic-mirror";
import { answering, credentials, pair, regionId, runProgram, sessions } from "./support.mjs";

const done = () => ({ body: '{"RequestId":"R"}' });

test("a clock that is set back holds up nothing", async () => {
  let now = 1_767_323_045_000;
  const slept = [];
  const clock = {
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
  let calls = 0;
  const client = answering(
    () => {
      calls += 1;
      if (calls === 2) {
        now -= 3_600_000;
      }
      return calls < 6 ? { status: 503, body: "" } : done();
    },
    { clock, retry: { maxAttempts: 9 } },
  );
  await client.call("DescribeVpcs", {});
  assert.ok(slept.reduce((sum, ms) => sum + ms, 0) < 60_000, `${slept}`);
  const always = answering(
    () => {
      now -= 3_600_000;
      return { body: '{"TrafficMirrorSessions":[{"TrafficMirrorSessionId":"tms-1"}],"RequestId":"R"}' };
    },
    { clock },
  );
  slept.length = 0;
  await assert.rejects(always.waitUntilDeleted("tms-1", { deadlineMs: 3_000 }), { code: "DEADLINE" });
  assert.ok(slept.reduce((sum, ms) => sum + ms, 0) <= 3_000, `${slept}`);
});

test("listeners that reject are ignored, as those that throw are", async () => {
  const code = await runProgram(`
    import { TrafficMirrorClient } from ${JSON.stringify(import.meta.resolve("alicloud-traffic-mirror"))};
    const fail = async () => { throw new Error("watch"); };
    const client = new TrafficMirrorClient({
      regionId: "cn-hongkong",
      credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
      fetch: async () => ({ status: 200, headers: { get: () => null }, text: async () => '{"RequestId":"R"}' }),
      onEvent: fail,
    });
    const { RequestId } = await client.call("DescribeVpcs", {}, { onEvent: fail });
    await client.waitUntilDeleted([], { onProgress: fail });
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log(JSON.stringify(RequestId));
  `);
  assert.equal(code, "R");
});

test("a time limit beyond what timers take is none that ends at once, and one below a millisecond ends", async () => {
  const client = answering(async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return done();
  });
  for (const timeoutMs of [3e9, 1e12, Number.MAX_VALUE]) {
    assert.equal((await client.call("DescribeVpcs", {}, { timeoutMs })).RequestId, "R");
  }
  const silent = answering(() => new Promise(() => {}), { retry: false });
  await assert.rejects(silent.call("DescribeVpcs", {}, { timeoutMs: 0.4 }), { code: "TIMEOUT" });
});

test("what is no answer is a transport error, whatever a fetch gives", async () => {
  const headers = { get: () => null };
  const answer = { status: 200, headers, text: async () => '{"RequestId":"R"}' };
  for (const odd of [
    null,
    "text",
    {},
    { ...answer, status: 65_736 },
    { ...answer, status: Number.NaN },
    { ...answer, status: undefined },
    { ...answer, status: 200n },
    { ...answer, status: Symbol("200") },
    { ...answer, text: async () => ({}) },
    { ...answer, text: async () => undefined },
    { ...answer, headers: undefined },
  ]) {
    const client = new TrafficMirrorClient({ regionId, credentials, retry: false, fetch: async () => odd });
    await assert.rejects(client.call("DescribeVpcs", {}), { code: "TRANSPORT" });
  }
});

test("an answer that is too long is refused, and its connection is cut", async () => {
  for (const long of [
    { headers: { "content-length": String(17 * 1024 * 1024) } },
    { body: " ".repeat(16 * 1024 * 1024 + 1) },
  ]) {
    let signal;
    const client = answering(
      (_, init) => {
        signal = init.signal;
        return long;
      },
      { retry: false },
    );
    await assert.rejects(client.call("DescribeVpcs", {}), { code: "TRANSPORT", message: /16 MiB/ });
    assert.equal(signal.aborted, true);
  }
});

test("without any fetch nothing is begun, and so nothing can be left behind", async () => {
  const { client } = pair();
  const { filter } = await sessions(client, 1);
  const { fetch } = globalThis;
  const bare = new TrafficMirrorClient({ regionId, credentials });
  globalThis.fetch = undefined;
  try {
    await assert.rejects(
      bare.openSession({
        TrafficMirrorFilterId: filter,
        TrafficMirrorSourceIds: ["eni-2"],
        TrafficMirrorTargetId: "eni-target",
        TrafficMirrorTargetType: "NetworkInterface",
        Priority: 2,
      }),
      { code: "ENVIRONMENT", hint: /fetch/ },
    );
  } finally {
    globalThis.fetch = fetch;
  }
});

test("options and keys may be inherited or computed; a target or filter of which a part would be lost is refused", async () => {
  const seen = [];
  class Options {
    regionId = regionId;
    get credentials() {
      return Object.create(credentials);
    }
    get endpoint() {
      return "http://127.0.0.1:4010";
    }
    fetch = async (url) => {
      seen.push(new URL(url).host);
      return { status: 200, headers: { get: () => null }, text: async () => '{"RequestId":"R"}' };
    };
  }
  const client = new TrafficMirrorClient(new Options());
  await client.call("DescribeVpcs", {});
  assert.deepEqual(seen, ["127.0.0.1:4010"]);
  class Stale {
    all = true;
    get olderThanMs() {
      return 86_400_000;
    }
  }
  const inherited = Object.assign(Object.create({ olderThanMs: 86_400_000 }), { all: true });
  const hidden = Object.defineProperty({ all: true }, "olderThanMs", { value: 86_400_000 });
  for (const target of [new Stale(), inherited, hidden, [], new Map()]) {
    await assert.rejects(async () => await client.teardown(target), { code: "INVALID_PARAMETER" });
  }
  for (const filter of [null, "tms-1", ["tms-1"], new Map(), Object.create({ MaxResults: 1 })]) {
    await assert.rejects(client.sessions(filter)[Symbol.asyncIterator]().next(), {
      code: "INVALID_PARAMETER",
    });
  }
  assert.equal(seen.length, 1);
});

test("a clock that gives no number once is believed again afterwards", async () => {
  const times = [Number.NaN];
  const clock = { now: () => times.shift() ?? Date.now(), sleep: async () => {} };
  const client = answering(done, { clock, retry: false });
  await assert.rejects(client.call("DescribeVpcs", {}), { code: "INVALID_PARAMETER" });
  assert.equal((await client.call("DescribeVpcs", {})).RequestId, "R");
});

test("a signal that aborted before needs nothing else of a signal, and leaves no rejection", async () => {
  const rejections = [];
  const note = (error) => rejections.push(error);
  process.on("unhandledRejection", note);
  try {
    const client = answering(done, { credentials: () => credentials });
    const signal = { aborted: true, reason: "enough" };
    await assert.rejects(client.call("DescribeVpcs", {}, { signal }), (error) => error === "enough");
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(rejections, []);
  } finally {
    process.off("unhandledRejection", note);
  }
});

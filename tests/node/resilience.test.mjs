import assert from "node:assert/strict";
import { test } from "node:test";
import { ParameterError, TrafficMirrorClient } from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { answering, credentials, pair, regionId, sessions } from "./support.mjs";

const quick = { retry: { baseDelayMs: 1, maxDelayMs: 5 } };

test("a delete gets through lost, cut and refused answers, and acts once", async () => {
  const { client, emulator } = pair({ ...quick, timeoutMs: 50 }, { deletingMs: 60_000 });
  const { ids } = await sessions(client, 1);
  for (const kind of ["reset", "html-502", "empty", "drop-response"]) {
    emulator.inject({ kind, on: "DeleteTrafficMirrorSession" });
  }
  await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: ids[0] });
  const log = emulator.requests().filter((request) => request.action === "DeleteTrafficMirrorSession");
  assert.equal(new Set(log.map((request) => request.params.ClientToken)).size, 1);
});

test("retry: false makes one attempt", async () => {
  const { client, emulator } = pair({ retry: false });
  emulator.inject({ kind: "html-502" });
  await assert.rejects(client.listTrafficMirrorSessions(), { code: "BAD_RESPONSE" });
  assert.equal(emulator.requests().length, 1);
});

test("a clock that is hours off is set by the server's Date, once for the client", async () => {
  const { client, emulator } = pair(quick);
  emulator.inject({ kind: "clock-skew", ms: 5 * 3_600_000 });
  await client.listTrafficMirrorSessions();
  await client.listTrafficMirrorSessions();
  assert.deepEqual(
    emulator.requests().map((request) => request.code),
    ["InvalidTimeStamp.Expired", undefined, undefined],
  );
});

test("where headers cannot be read, a wrong clock is an error of kind clock that says what to do", async () => {
  const emulator = createEmulator();
  emulator.inject({ kind: "clock-skew", ms: 3_600_000 });
  const hidden = async (url, init) => {
    const response = await emulator.fetch(url, init);
    return { status: response.status, headers: { get: () => null }, text: () => response.text() };
  };
  const client = new TrafficMirrorClient({ regionId, credentials, fetch: hidden });
  await assert.rejects(client.listTrafficMirrorSessions(), { kind: "clock", hint: /clock/ });
  assert.equal(emulator.requests().length, 1);
});

test("a token refused as expired is fetched anew once for many calls, and an unchanged source is asked no more", async () => {
  let asked = 0;
  const source = async () => {
    asked += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { ...credentials, securityToken: asked === 1 ? "old" : "new" };
  };
  const expired = JSON.stringify({ Code: "InvalidSecurityToken.Expired", Message: "m", RequestId: "R" });
  const client = answering(
    (_, init) =>
      init.body.includes("SecurityToken=old")
        ? { status: 400, body: expired }
        : { body: '{"TrafficMirrorSessions":[],"RequestId":"R"}' },
    { credentials: source },
  );
  await Promise.all(Array.from({ length: 5 }, () => client.listTrafficMirrorSessions()));
  await client.listTrafficMirrorSessions();
  assert.equal(asked, 2);
  const stuck = answering(() => ({ status: 400, body: expired }), {
    credentials: async () => ({ ...credentials, securityToken: "old" }),
  });
  await assert.rejects(stuck.listTrafficMirrorSessions(), { serviceCode: "InvalidSecurityToken.Expired" });
});

test("a source that fails while several calls wait for new keys is a clear error for each, and is asked again later", async () => {
  let asked = 0;
  const source = async () => {
    asked += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (asked === 2) {
      throw new Error("secret-in-message");
    }
    return { ...credentials, securityToken: asked === 1 ? "old" : "new" };
  };
  const expired = JSON.stringify({ Code: "InvalidSecurityToken.Expired", Message: "m", RequestId: "R" });
  const client = answering(
    (_, init) =>
      init.body.includes("SecurityToken=old")
        ? { status: 400, body: expired }
        : { body: '{"TrafficMirrorSessions":[],"RequestId":"R"}' },
    { credentials: source, retry: false },
  );
  const calls = await Promise.allSettled(Array.from({ length: 5 }, () => client.listTrafficMirrorSessions()));
  for (const { reason } of calls) {
    assert.equal(reason.code, "INVALID_CREDENTIALS");
    assert.ok(!reason.message.includes("secret-in-message"));
  }
  assert.equal(asked, 2);
  await client.listTrafficMirrorSessions();
  assert.equal(asked, 3);
});

test("what lists can be gone over again, and lists anew", async () => {
  const { client } = pair();
  const { ids } = await sessions(client, 2);
  const every = client.sessions({ MaxResults: 1 });
  for (const count of [2, 2]) {
    let seen = 0;
    for await (const _ of every) {
      seen += 1;
    }
    assert.equal(seen, count);
  }
  for await (const _ of every) {
    break;
  }
  await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: ids[0] });
  await client.waitUntilDeleted(ids[0]);
  const [one, other] = [every, every].map((iterable) => iterable[Symbol.asyncIterator]());
  const found = await Promise.all([one.next(), other.next()]);
  assert.deepEqual(
    found.map(({ value }) => value.TrafficMirrorSessionId),
    [ids[1], ids[1]],
  );
  await one.return();
  assert.deepEqual([(await one.next()).done, (await other.next()).done], [true, true]);
});

test("listing goes over all pages, stops when the loop is left, and ends on a page named twice", async () => {
  const { client, emulator } = pair({}, { rateLimit: false });
  const { ids } = await sessions(client, 5);
  const seen = [];
  for await (const session of client.sessions({ MaxResults: 2 })) {
    seen.push(session.TrafficMirrorSessionId);
  }
  assert.deepEqual(seen.sort(), [...ids].sort());
  const before = emulator.requests().length;
  for await (const _ of client.sessions({ MaxResults: 2 })) {
    break;
  }
  assert.equal(emulator.requests().length, before + 1);
  const filters = [];
  for await (const filter of client.filters()) {
    filters.push(filter);
  }
  assert.equal(filters.length, 1);
  const round = answering(() => ({
    body: '{"TrafficMirrorSessions":[],"NextToken":"again","RequestId":"R"}',
  }));
  await assert.rejects(
    async () => {
      for await (const _ of round.sessions()) {
        assert.fail("no session was listed");
      }
    },
    { code: "BAD_RESPONSE" },
  );
});

test("a list of ever new pages, all empty, comes to an end", async () => {
  let page = 0;
  const client = answering(
    () => {
      page += 1;
      return { body: JSON.stringify({ TrafficMirrorSessions: [], NextToken: `${page}`, RequestId: "R" }) };
    },
    { rateLimit: false },
  );
  await assert.rejects(client.sessions()[Symbol.asyncIterator]().next(), { code: "BAD_RESPONSE" });
  await assert.rejects(client.teardown({ all: true }), { code: "BAD_RESPONSE" });
});

test("an abort ends a list between two items, and a page is as long as can be unless one says otherwise", async () => {
  const { client, emulator } = pair();
  await sessions(client, 3);
  const controller = new AbortController();
  const seen = [];
  const list = async () => {
    for await (const session of client.sessions({ MaxResults: undefined }, { signal: controller.signal })) {
      seen.push(session);
      controller.abort(new Error("enough"));
    }
  };
  await assert.rejects(list, { message: "enough" });
  assert.equal(seen.length, 1);
  assert.equal(emulator.requests().at(-1).params.MaxResults, "100");
});

test("the configured rate is kept, by waiting on the client's clock", async () => {
  const waits = [];
  const { client } = pair({
    rateLimit: { calls: 2, periodMs: 200 },
    onEvent: (event) => event.type === "wait" && waits.push(event),
  });
  const start = Date.now();
  for (let turn = 0; turn < 3; turn++) {
    await client.listTrafficMirrorSessions();
  }
  assert.ok(Date.now() - start >= 190);
  assert.equal(waits[0].reason, "pace");
});

test("aborting while waiting for the next attempt sends no other", async () => {
  const { client, emulator } = pair({ retry: { baseDelayMs: 60_000, maxDelayMs: 60_000 } });
  emulator.inject({ kind: "html-502", times: 100 });
  const controller = new AbortController();
  const reason = new Error("enough");
  setTimeout(() => controller.abort(reason), 30);
  await assert.rejects(client.listTrafficMirrorSessions({}, { signal: controller.signal }), reason);
  assert.equal(emulator.requests().length, 1);
});

test("a call that was aborted leaves no timer behind, also where the transport ignores its signal", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  const controller = new AbortController();
  const reason = new Error("enough");
  const client = new TrafficMirrorClient({ regionId, credentials, fetch: () => new Promise(() => {}) });
  const call = client.listTrafficMirrorSessions({}, { signal: controller.signal });
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(timers() > before);
  controller.abort(reason);
  await assert.rejects(call, reason);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(timers(), before);
});

test("options that can never work are refused", () => {
  for (const bad of [
    { retry: { maxAttempts: 0 } },
    { retry: { baseDelayMs: -1 } },
    { rateLimit: { calls: 0, periodMs: 1 } },
    { rateLimit: { calls: 1 } },
    { rateLimit: { calls: 1.5, periodMs: 1 } },
  ]) {
    assert.throws(() => new TrafficMirrorClient({ regionId, credentials, ...bad }), ParameterError);
  }
});

test("aborting while keys are being fetched ends the call at once", async () => {
  const { client } = pair({ credentials: () => new Promise(() => {}) });
  const reason = new Error("enough");
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 10);
  await assert.rejects(client.listTrafficMirrorSessions({}, { signal: controller.signal }), reason);
});

test("rules are waited for within their filter", async () => {
  const { client } = pair({}, { creatingMs: 30, deletingMs: 30 });
  const { TrafficMirrorFilterId } = await client.createTrafficMirrorFilter({});
  await client.waitUntilCreated(TrafficMirrorFilterId);
  const { IngressRules } = await client.createTrafficMirrorFilterRules({
    TrafficMirrorFilterId,
    IngressRules: [{ Action: "accept", Protocol: "ALL" }],
  });
  const rule = { TrafficMirrorFilterId, TrafficMirrorFilterRuleId: IngressRules[0].InstanceId };
  await client.waitUntilCreated([rule, TrafficMirrorFilterId]);
  await client.deleteTrafficMirrorFilterRules({
    TrafficMirrorFilterId,
    TrafficMirrorFilterRuleIds: [rule.TrafficMirrorFilterRuleId],
  });
  await client.waitUntilDeleted(rule);
  for (const bad of [{ TrafficMirrorFilterRuleId: "tmr-1" }, {}, null, 7]) {
    await assert.rejects(client.waitUntilDeleted(bad), ParameterError);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ParameterError,
  ResponseError,
  ServiceError,
  TrafficMirrorClient,
  TrafficMirrorError,
  TransportError,
} from "alicloud-traffic-mirror";
import { answering, credentials, pair, regionId, sessionParams, sessions } from "./support.mjs";

const id = { TrafficMirrorSessionId: "tms-1" };
/** What a single attempt meets is told at once. */
const once = { retry: false };

for (const options of [{}, { format: "XML" }, { signature: "v3" }]) {
  test(`a session is created, deleted and gone, with ${JSON.stringify(options)}`, async () => {
    const { client } = pair(options);
    const { filter, ids } = await sessions(client, 2);
    const listed = await client.listTrafficMirrorSessions({ TrafficMirrorFilterId: filter, MaxResults: 1 });
    assert.equal(listed.TotalCount, "2");
    assert.equal(listed.TrafficMirrorSessions[0].TrafficMirrorSessionStatus, "Created");
    assert.equal(listed.TrafficMirrorSessions[0].Enabled, false);
    assert.deepEqual(listed.TrafficMirrorSessions[0].TrafficMirrorSourceIds, ["eni-source1"]);
    const { RequestId } = await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: ids[0] });
    assert.match(RequestId, /^[0-9A-F-]{36}$/);
    await client.waitUntilDeleted(ids[0]);
    const rest = await client.listTrafficMirrorSessions({});
    assert.deepEqual(
      rest.TrafficMirrorSessions.map((session) => session.TrafficMirrorSessionId),
      [ids[1]],
    );
    await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: ids[1] });
    await client.waitUntilDeleted([ids[1]]);
    await client.deleteTrafficMirrorFilter({ TrafficMirrorFilterId: filter });
    await client.waitUntilDeleted(filter);
    assert.deepEqual((await client.listTrafficMirrorFilters()).TrafficMirrorFilters, []);
  });
}

test("a dry run passes without a change, and says why when it does not", async () => {
  const { client } = pair();
  const { ids } = await sessions(client, 1);
  const { RequestId } = await client.deleteTrafficMirrorSession({
    TrafficMirrorSessionId: ids[0],
    DryRun: true,
  });
  assert.match(RequestId, /^[0-9A-F-]{36}$/);
  assert.equal((await client.listTrafficMirrorSessions()).TrafficMirrorSessions.length, 1);
  await assert.rejects(
    client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: "tms-nothere", DryRun: true }),
    (error) => error instanceof ServiceError && error.serviceCode === "ResourceNotFound.TrafficMirrorSession",
  );
});

test("a dry run that was answered with success is an alarm", async () => {
  const client = answering(() => ({ body: '{"RequestId":"R"}' }));
  await assert.rejects(client.deleteTrafficMirrorSession({ ...id, DryRun: true }), {
    code: "DRY_RUN_EXECUTED",
  });
});

test("a wrong secret is an auth error that repeats no key", async () => {
  const { client } = pair({ credentials: { ...credentials, accessKeySecret: "wrong" } });
  await assert.rejects(client.listTrafficMirrorSessions(), (error) => {
    assert.equal(error.serviceCode, "SignatureDoesNotMatch");
    assert.equal(error.kind, "auth");
    assert.ok(!/testid|wrong/.test(error.message), error.message);
    return true;
  });
});

test("any other action is called untyped", async () => {
  const client = answering(
    (_, init) => {
      assert.match(init.body, /Action=DescribeVpcs&.*Format=JSON.*PageSize=10/);
      return { body: '{"Vpcs":{"Vpc":[{"VpcId":"vpc-1","Ratio":0.5}]}}' };
    },
    { format: "XML" },
  );
  assert.deepEqual(await client.call("DescribeVpcs", { PageSize: 10 }), {
    Vpcs: { Vpc: [{ VpcId: "vpc-1", Ratio: 0.5 }] },
  });
  const { client: emulated } = pair();
  await assert.rejects(emulated.call("DescribeVpcs", {}), { serviceCode: /^InvalidAction/ });
});

test("nothing is sent where the parameters can never be right", async () => {
  const client = answering(() => assert.fail("sent"));
  await assert.rejects(client.deleteTrafficMirrorSession({}), ParameterError);
  await assert.rejects(client.deleteTrafficMirrorSession(null), ParameterError);
  await assert.rejects(client.createTrafficMirrorSession(sessionParams("", 1)), ParameterError);
  await assert.rejects(client.waitUntilDeleted("eni-1"), ParameterError);
  await assert.rejects(client.waitUntilDeleted([7]), ParameterError);
  await assert.rejects(client.waitUntilDeleted("tms-\ud800"), ParameterError);
  await assert.rejects(client.waitUntilCreated("tms-1", { deadlineMs: -1 }), ParameterError);
});

for (const options of [{ regionId: "evil/#" }, { endpoint: "http://example.com" }, { endpoint: "a@b" }]) {
  test(`a client with ${JSON.stringify(options)} is refused at once`, () => {
    for (const source of [credentials, async () => credentials]) {
      assert.throws(
        () => new TrafficMirrorClient({ regionId, credentials: source, ...options }),
        (error) => error instanceof TrafficMirrorError && error.code === "INVALID_ENDPOINT",
      );
    }
  });
}

test("a client without usable keys is refused at once", () => {
  for (const bad of [{}, undefined, null, { accessKeyId: "testid", accessKeySecret: "" }]) {
    assert.throws(() => new TrafficMirrorClient({ regionId, credentials: bad }), {
      code: "INVALID_CREDENTIALS",
    });
  }
});

for (const [what, status] of [
  ["a 301", 301],
  ["a 302", 302],
  ["a 307", 307],
  ["status 0", 0],
]) {
  test(`${what} is TRANSPORT and is not followed`, async () => {
    let calls = 0;
    const client = answering((_, init) => {
      calls += 1;
      assert.equal(init.redirect, "manual");
      return { status, headers: { location: "https://evil.example/" } };
    });
    await assert.rejects(
      client.deleteTrafficMirrorSession(id),
      (error) => error instanceof TransportError && error.code === "TRANSPORT",
    );
    assert.equal(calls, 1);
  });
}

test("an answer that is none is a ResponseError with the status", async () => {
  for (const [status, body] of [
    [502, "<html></html>"],
    [200, ""],
    [200, "{"],
    [200, "<Other/>"],
  ]) {
    const client = answering(() => ({ status, body }), once);
    await assert.rejects(
      client.deleteTrafficMirrorSession(id),
      (error) => error instanceof ResponseError && error.status === status,
    );
  }
});

test("a transport that fails is TRANSPORT, with the host's code but not its message", async () => {
  const client = new TrafficMirrorClient({
    ...once,
    regionId,
    credentials,
    fetch: async (url) => {
      throw Object.assign(new TypeError(`cannot reach ${url}`), { cause: { code: "ECONNREFUSED" } });
    },
  });
  await assert.rejects(client.deleteTrafficMirrorSession(id), (error) => {
    assert.equal(error.code, "TRANSPORT");
    assert.equal(error.retryable, true);
    assert.match(error.message, /ECONNREFUSED/);
    assert.ok(!error.message.includes("aliyuncs"));
    return true;
  });
});

test("an attempt that takes too long is TIMEOUT, also where the transport ignores its signal", async () => {
  const client = new TrafficMirrorClient({
    regionId,
    credentials,
    ...once,
    timeoutMs: 20,
    fetch: () => new Promise(() => {}),
  });
  await assert.rejects(client.deleteTrafficMirrorSession(id), { code: "TIMEOUT", retryable: true });
  const slowBody = new TrafficMirrorClient({
    regionId,
    credentials,
    ...once,
    timeoutMs: 20,
    fetch: async () => ({ status: 200, headers: { get: () => null }, text: () => new Promise(() => {}) }),
  });
  await assert.rejects(slowBody.deleteTrafficMirrorSession(id), { code: "TIMEOUT" });
});

test("aborting rejects with the signal's reason at once, cancels the request and sends no other", {
  timeout: 5_000,
}, async () => {
  const reason = new Error("enough");
  const before = AbortSignal.abort(reason);
  const untouched = answering(() => assert.fail("sent"));
  await assert.rejects(untouched.deleteTrafficMirrorSession(id, { signal: before }), reason);

  const controller = new AbortController();
  let cancelled = false;
  const client = new TrafficMirrorClient({
    regionId,
    credentials,
    fetch: (_, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          cancelled = true;
          reject(signal.reason);
        });
        controller.abort(reason);
      }),
  });
  await assert.rejects(client.deleteTrafficMirrorSession(id, { signal: controller.signal }), reason);
  assert.ok(cancelled);
});

test("aborting a wait ends it between polls", async () => {
  const { client, emulator } = pair({}, { deletingMs: 3_600_000 });
  const { ids } = await sessions(client, 1);
  await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: ids[0] });
  const controller = new AbortController();
  const reason = new Error("enough");
  const wait = client.waitUntilDeleted(ids, { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 50);
  await assert.rejects(wait, reason);
  const sent = emulator.requests().length;
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(emulator.requests().length, sent);
});

test("waits run on the client's clock: hours pass in a moment", async () => {
  const { client, emulator } = pair({}, { clock: "manual", creatingMs: 1_800_000, deletingMs: 3_600_000 });
  const timed = new TrafficMirrorClient({
    regionId,
    credentials,
    fetch: emulator.fetch,
    clock: emulator.clock,
  });
  const { TrafficMirrorFilterId } = await timed.createTrafficMirrorFilter({});
  let done = false;
  const wait = timed.waitUntilCreated(TrafficMirrorFilterId, { deadlineMs: 7_200_000 }).then(() => {
    done = true;
  });
  for (let turn = 0; turn < 5_000 && !done; turn++) {
    emulator.advance(3_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await wait;
  client.close();
});

test("a wait that runs out of time says what it was waiting for", async () => {
  const { client } = pair({}, { deletingMs: 3_600_000 });
  const { ids } = await sessions(client, 1);
  await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: ids[0] });
  await assert.rejects(client.waitUntilDeleted(ids[0], { deadlineMs: 100 }), (error) => {
    assert.equal(error.code, "DEADLINE");
    assert.ok(error.message.includes(ids[0]));
    return true;
  });
});

test("progress and events tell what happens, and what they throw is ignored", async () => {
  const events = [];
  const progress = [];
  const { client } = pair(
    {
      onEvent: (event) => {
        events.push(event);
        throw new Error("ignored");
      },
    },
    { creatingMs: 50 },
  );
  const { TrafficMirrorFilterId } = await client.createTrafficMirrorFilter({});
  await client.waitUntilCreated(TrafficMirrorFilterId, { onProgress: (now) => progress.push(now) });
  assert.deepEqual(progress.at(-1), { total: 1, reached: 1, states: { Created: 1 } });
  const states = events.filter((event) => event.type === "state").map((event) => event.to);
  assert.deepEqual(states.at(-1), "Created");
  const answer = events.find((event) => event.type === "answer");
  assert.equal(answer.action, "CreateTrafficMirrorFilter");
  assert.equal(answer.status, 200);
  assert.match(answer.requestId, /^[0-9A-F-]{36}$/);
  assert.ok(!/testid|testsecret|Signature|http/.test(JSON.stringify(events)));
});

test("keys may come from a function or from the official chain's getCredential, and are fetched once for many calls", async () => {
  let asked = 0;
  const source = async () => {
    asked += 1;
    return credentials;
  };
  const { client } = pair({ credentials: source });
  await Promise.all([client.listTrafficMirrorSessions(), client.listTrafficMirrorFilters()]);
  assert.equal(asked, 1);
  const { client: chained } = pair({
    credentials: { getCredential: async () => ({ ...credentials, type: "access_key" }) },
  });
  await chained.listTrafficMirrorSessions();
});

test("a source of keys that fails is a clear error without what it threw", async () => {
  for (const source of [
    async () => {
      throw new Error("secret-in-message");
    },
    async () => ({}),
    async () => null,
  ]) {
    const { client } = pair({ credentials: source, retry: { baseDelayMs: 1 } });
    await assert.rejects(client.listTrafficMirrorSessions(), (error) => {
      assert.equal(error.code, "INVALID_CREDENTIALS");
      assert.ok(!error.message.includes("secret-in-message"));
      return true;
    });
  }
});

test("closing ends what is in flight and refuses what comes after", async () => {
  const client = new TrafficMirrorClient({ regionId, credentials, fetch: () => new Promise(() => {}) });
  const call = client.deleteTrafficMirrorSession(id);
  await Promise.resolve();
  client.close();
  await assert.rejects(call, { code: "ENVIRONMENT" });
  await assert.rejects(client.listTrafficMirrorSessions(), { code: "ENVIRONMENT" });
  client.close();
});

test("fetch is looked up at each call", async () => {
  const { emulator } = pair();
  const client = new TrafficMirrorClient({ regionId, credentials });
  const own = globalThis.fetch;
  try {
    globalThis.fetch = emulator.fetch;
    assert.deepEqual((await client.listTrafficMirrorSessions()).TrafficMirrorSessions, []);
    globalThis.fetch = undefined;
    await assert.rejects(client.listTrafficMirrorSessions(), { code: "ENVIRONMENT", hint: /`fetch`/ });
  } finally {
    globalThis.fetch = own;
  }
});

test("errors of a CommonJS copy are instances of the ES module's classes", async () => {
  const { createRequire } = await import("node:module");
  const copy = createRequire(import.meta.url)("alicloud-traffic-mirror");
  assert.notEqual(copy.ParameterError, ParameterError);
  assert.throws(
    () => copy.signUrl("DeleteTrafficMirrorSession", {}, { regionId, credentials }),
    (error) =>
      error instanceof ParameterError &&
      error instanceof TrafficMirrorError &&
      !(error instanceof ServiceError),
  );
});

test("a client of either copy is printed as what it is", async () => {
  const { createRequire } = await import("node:module");
  const { inspect } = await import("node:util");
  const copy = createRequire(import.meta.url)("alicloud-traffic-mirror");
  for (const { TrafficMirrorClient: Client } of [copy, { TrafficMirrorClient }]) {
    assert.equal(inspect(new Client({ regionId, credentials })), "TrafficMirrorClient {}");
  }
});

test("an error of ours is none of a class that a user derives from one", () => {
  class OfUser extends ParameterError {}
  const data = { code: "INVALID_PARAMETER", message: "x", retryable: false };
  const own = new OfUser(data);
  assert.ok(own instanceof OfUser && own instanceof ParameterError && own instanceof TrafficMirrorError);
  assert.ok(!(own instanceof ServiceError));
  assert.ok(!(new ParameterError(data) instanceof OfUser));
});

test("more than ten calls at once are no leak: the host warns of none", async (t) => {
  const warnings = [];
  const note = (warning) => warnings.push(warning.name);
  process.on("warning", note);
  t.after(() => process.off("warning", note));
  const waiting = [];
  const client = answering(() => new Promise((resolve) => waiting.push(resolve)), { rateLimit: false });
  // Of which most share a signal, as those of one incident would.
  const { signal } = new AbortController();
  const calls = Array.from({ length: 30 }, (_, at) =>
    client.listTrafficMirrorSessions({}, at % 3 === 0 ? {} : { signal }),
  );
  while (waiting.length < calls.length) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const answer of waiting) {
    answer({ headers: { "content-type": "application/json" }, body: '{"TrafficMirrorSessions":[]}' });
  }
  await Promise.all(calls);
  assert.deepEqual(warnings, []);
});

test("one signal for many calls: it ends those under way, and nothing of ours stays on it", async () => {
  let listeners = 0;
  class Counted extends EventTarget {
    aborted = false;
    addEventListener(...words) {
      listeners += 1;
      super.addEventListener(...words);
    }
    removeEventListener(...words) {
      listeners -= 1;
      super.removeEventListener(...words);
    }
  }
  const signal = new Counted();
  const waiting = [];
  const client = answering(() => new Promise((resolve) => waiting.push(resolve)), { rateLimit: false });
  const list = () => client.listTrafficMirrorSessions({}, { signal });
  const first = [list(), list()];
  while (waiting.length < 2) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(listeners, 1);
  for (const answer of waiting) {
    answer({ headers: { "content-type": "application/json" }, body: '{"TrafficMirrorSessions":[]}' });
  }
  await Promise.all(first);
  assert.equal(listeners, 0);
  const second = Promise.allSettled([list(), list(), list()]);
  while (waiting.length < 5) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  signal.aborted = true;
  signal.reason = "incident over";
  signal.dispatchEvent(new Event("abort"));
  for (const outcome of await second) {
    assert.equal(outcome.reason, "incident over");
  }
  assert.equal(listeners, 0);
});

// What a teardown and a session's end are carried through, by an answering machine with a clock of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TrafficMirrorClient } from "alicloud-traffic-mirror";
import { credentials, regionId, runProgram, sessionParams } from "./support.mjs";

const START = Date.UTC(2026, 0, 2, 3, 4, 5);
const refusal = (Code, status = 400) => ({
  status,
  body: { Code, Message: "m", RequestId: "R", HostId: "h" },
});
const NOT_FOUND = refusal("ResourceNotFound.TrafficMirrorSession");
const FORBIDDEN = refusal("Forbidden.RAM", 403);

/** A service of sessions by id; `answer(request, world)` may answer in its place. Sleeping moves its clock. */
function machine(answer = () => undefined, options = {}) {
  const world = { now: START, sessions: new Map(), filters: new Map(), sent: [] };
  const clock = {
    now: () => world.now,
    sleep: async (ms) => {
      world.now += ms;
    },
  };
  const listed = (list, idField, params, ids) => {
    const wanted = [...params].filter(([name]) => name.startsWith(`${ids}.`)).map(([, value]) => value);
    const [one, filter] = [params.get(idField), params.get("TrafficMirrorFilterId")];
    const items = [...list.values()].filter(
      (item) =>
        (wanted.length === 0 || wanted.includes(item[idField])) &&
        (one === null || item[idField] === one) &&
        (idField === "TrafficMirrorFilterId" || filter === null || item.TrafficMirrorFilterId === filter),
    );
    return { body: { [`${ids.slice(0, -3)}s`]: items, RequestId: "R" } };
  };
  const served = (params) => {
    const id = params.get("TrafficMirrorSessionId");
    switch (params.get("Action")) {
      case "ListTrafficMirrorSessions":
        return listed(world.sessions, "TrafficMirrorSessionId", params, "TrafficMirrorSessionIds");
      case "ListTrafficMirrorFilters":
        return listed(world.filters, "TrafficMirrorFilterId", params, "TrafficMirrorFilterIds");
      case "DeleteTrafficMirrorSession":
        return world.sessions.delete(id) ? { body: { RequestId: "R" } } : NOT_FOUND;
      case "DeleteTrafficMirrorFilter":
        world.filters.delete(params.get("TrafficMirrorFilterId"));
        return { body: { RequestId: "R" } };
      default:
        throw new Error(params.get("Action"));
    }
  };
  const fetch = async (_, { body }) => {
    const params = new URLSearchParams(body);
    const request = { action: params.get("Action"), id: params.get("TrafficMirrorSessionId"), params };
    world.sent.push(request);
    const { status = 200, headers = {}, body: said } = (await answer(request, world)) ?? served(params);
    return {
      status,
      headers: { get: (name) => headers[name] ?? null },
      text: async () => JSON.stringify(said),
    };
  };
  const client = new TrafficMirrorClient({
    regionId,
    credentials,
    fetch,
    clock,
    rateLimit: false,
    ...options,
  });
  return { client, world, clock, fetch };
}

function fill(world, count, more = {}) {
  for (let number = 1; number <= count; number++) {
    const id = `tms-${number}`;
    world.sessions.set(id, {
      TrafficMirrorSessionId: id,
      TrafficMirrorSessionStatus: "Created",
      TrafficMirrorFilterId: `tmf-${number}`,
      ...more,
    });
  }
}

test("a teardown outlasts throttling and an outage", async () => {
  let [period, calls] = [0, 0];
  const throttled = machine(({ action }, { now }) => {
    if (Math.floor(now / 10_000) !== period) {
      [period, calls] = [Math.floor(now / 10_000), 0];
    }
    return action.startsWith("Delete") && ++calls > 5 ? refusal("Throttling.User") : undefined;
  });
  fill(throttled.world, 30);
  const slow = await throttled.client.teardown({ all: true });
  assert.deepEqual([slow.deleted.length, slow.failed], [30, []]);

  const dark = machine(({ action }, { now, sent }) => {
    if (action.startsWith("Delete") && sent.length > 5 && now < START + 60_000) {
      throw Object.assign(new Error("no"), { code: "ECONNREFUSED" });
    }
  });
  fill(dark.world, 60);
  const report = await dark.client.teardown({ all: true });
  assert.deepEqual([report.deleted.length, report.failed], [60, []]);
});

test("an outage that does not end is a failure of each session in the end", async () => {
  const { client, world } = machine(({ action }) =>
    action.startsWith("Delete") ? refusal("ServiceUnavailable", 503) : undefined,
  );
  fill(world, 2);
  const report = await client.teardown({ all: true });
  assert.deepEqual(
    report.failed.map(({ error }) => error.serviceCode),
    ["ServiceUnavailable", "ServiceUnavailable"],
  );
});

test("a session that these keys may not delete is a failure of its own; keys that are refused end it all", async () => {
  const { client, world } = machine(({ id }) => (id === "tms-7" ? FORBIDDEN : undefined));
  fill(world, 30);
  const report = await client.teardown({ all: true });
  assert.deepEqual([report.deleted.length, report.failed.map(({ id }) => id)], [29, ["tms-7"]]);
  const none = machine(({ id }) =>
    id === "tms-7" ? refusal("InvalidAccessKeyId.NotFound", 404) : undefined,
  );
  fill(none.world, 30);
  await assert.rejects(none.client.teardown({ all: true }), { serviceCode: "InvalidAccessKeyId.NotFound" });
});

test("filters go although a List lags behind, or their last session is just going", async () => {
  let refused = 0;
  const { client, world } = machine(({ action, params }, { sessions }) => {
    const filter = params.get("TrafficMirrorFilterId");
    if (action === "ListTrafficMirrorSessions" && filter === "tmf-1" && sessions.size === 0) {
      const gone = { TrafficMirrorSessionId: "tms-1", TrafficMirrorSessionStatus: "Deleting" };
      return { body: { TrafficMirrorSessions: [gone], RequestId: "R" } };
    }
    if (action === "DeleteTrafficMirrorFilter" && filter === "tmf-2" && ++refused < 3) {
      return refusal("DependencyViolation.TrafficMirrorSession");
    }
  });
  fill(world, 2);
  for (const id of ["tmf-1", "tmf-2"]) {
    world.filters.set(id, { TrafficMirrorFilterId: id, TrafficMirrorFilterStatus: "Created" });
  }
  const states = [];
  const report = await client.teardown(
    { all: true },
    { withFilters: true, checkpoint: (state) => void states.push(state) },
  );
  assert.deepEqual([report.kept, report.failed, world.filters.size], [[], [], 0]);
  assert.deepEqual(report.deleted.toSorted(), ["tmf-1", "tmf-2", "tms-1", "tms-2"]);
  assert.equal(refused, 3);
  // The last one says that all is over: whoever resumes has nothing to do.
  const before = world.sent.length;
  const again = await client.resumeTeardown(states.at(-1));
  assert.deepEqual([again.deleted.length, world.sent.length], [4, before]);
});

test("a filter that was in use when the job broke off is looked at again", async () => {
  let broken = true;
  const { client, world } = machine(({ action, id }) => {
    if (action.startsWith("Delete") && id === "tms-1" && broken) {
      return refusal("OperationDenied.Odd");
    }
  });
  fill(world, 1);
  world.filters.set("tmf-1", { TrafficMirrorFilterId: "tmf-1", TrafficMirrorFilterStatus: "Created" });
  let state = "";
  const checkpoint = (text) => {
    state = text;
  };
  const report = await client.teardown({ all: true }, { withFilters: true, checkpoint });
  assert.deepEqual([report.failed.length, report.kept], [1, [{ id: "tmf-1", reason: "sessions use it" }]]);
  broken = false;
  const rest = await client.resumeTeardown(state, { checkpoint });
  assert.deepEqual([rest.failed, rest.kept, world.filters.size], [[], [], 0]);
});

test("a session is old enough only if it is by the service's clock, too", async () => {
  const CreationTime = new Date(START - 65 * 60_000).toISOString().replace(/:\d\d\.\d+Z$/, "Z");
  const late = { date: new Date(START - 10 * 60_000).toUTCString() };
  const listing = ({ action }, { sessions }) =>
    action.startsWith("List") && sessions.size > 0
      ? { headers: late, body: { TrafficMirrorSessions: [...sessions.values()], RequestId: "R" } }
      : undefined;
  const behind = machine(listing);
  fill(behind.world, 1, { CreationTime });
  const kept = await behind.client.teardown({ all: true, olderThanMs: 3_600_000 });
  assert.deepEqual([kept.deleted, kept.kept.map(({ id }) => id)], [[], ["tms-1"]]);
  const right = machine();
  fill(right.world, 1, { CreationTime });
  assert.deepEqual((await right.client.teardown({ all: true, olderThanMs: 3_600_000 })).deleted, ["tms-1"]);
});

test("hidden properties of where and of its tags count", async () => {
  const { client, world } = machine();
  fill(world, 2);
  const where = Object.defineProperty({ Enabled: true }, "TrafficMirrorFilterId", { value: "tmf-1" });
  await client.teardown({ where }, { dryRun: true });
  assert.equal(world.sent.at(-1).params.get("TrafficMirrorFilterId"), "tmf-1");
  const tag = Object.defineProperty({ Key: "k" }, "Value", { value: "v" });
  await client.teardown({ where: { Tags: [tag] } }, { dryRun: true });
  assert.equal(world.sent.at(-1).params.get("Tags.1.Value"), "v");
});

test("several ids in one are none", async () => {
  const { client, world } = machine();
  for (const id of ["tms-1,tms-2", "tms-1\ntms-2", "tms-1 ", "tms-", "tms-1/tms-2"]) {
    await assert.rejects(client.teardown({ ids: [id] }), { code: "INVALID_PARAMETER" });
    await assert.rejects(client.waitUntilDeleted(id), { code: "INVALID_PARAMETER" });
  }
  const rule = { TrafficMirrorFilterId: "tmf-1", TrafficMirrorFilterRuleId: "tmr-1,tmr-2" };
  await assert.rejects(client.waitUntilDeleted(rule), { code: "INVALID_PARAMETER" });
  assert.deepEqual(world.sent, []);
});

test("an answer that is no list shows no absence", async () => {
  for (const body of [{ RequestId: "R" }, { RequestId: "R", Code: "ServiceUnavailable", Message: "down" }]) {
    const { client } = machine(() => ({ body }));
    await assert.rejects(client.waitUntilDeleted("tms-1"), { code: "BAD_RESPONSE" });
  }
});

test("what a refusal names beside its message holds no token either", async () => {
  const secret = "AccessKeyId=testid&SecurityToken=CAIStoken&Signature=abc%3D";
  const events = [];
  const { client } = machine(
    () => ({ status: 400, body: { Code: "Odd", Message: "m", RequestId: secret, HostId: secret } }),
    { onEvent: (event) => events.push(event) },
  );
  await assert.rejects(client.call("DescribeVpcs", {}), (error) => {
    assert.doesNotMatch(JSON.stringify([error, error.hostId, error.requestId, events]), /CAIStoken|abc/);
    return true;
  });
});

test("a wait ends at its deadline though a request hangs", { timeout: 8_000 }, async () => {
  const client = new TrafficMirrorClient({
    regionId,
    credentials,
    fetch: () => new Promise(() => {}),
    timeoutMs: 600_000,
  });
  await assert.rejects(client.waitUntilDeleted("tms-1", { deadlineMs: 1_100 }), { code: "DEADLINE" });
  await assert.rejects(
    client.openSession(sessionParams("tmf-1", 1), { deadlineMs: 1_100, closeDeadlineMs: 1_100 }),
    { code: "LEFT_BEHIND" },
  );
});

const CREATED = { TrafficMirrorSessionId: "tms-1", TrafficMirrorSessionStatus: "Created" };

/** Answers the create of `tms-1`, which is there `afterMs` later. */
const creating = (afterMs) => {
  let at = Number.POSITIVE_INFINITY;
  return ({ action }, world) => {
    if (action === "CreateTrafficMirrorSession") {
      at = world.now + afterMs;
      return { body: { TrafficMirrorSessionId: "tms-1", RequestId: "R" } };
    }
    if (world.now >= at) {
      at = Number.POSITIVE_INFINITY;
      world.sessions.set("tms-1", CREATED);
    }
  };
};

test("a session that its service does not find yet is no session that is gone", async () => {
  const { signal, abort } = { signal: new AbortController(), abort: new Error("enough") };
  const make = creating(3_000);
  const { client, world } = machine((request, at) => {
    const answer = make(request, at);
    if (answer) {
      queueMicrotask(() => queueMicrotask(() => signal.abort(abort)));
    }
    return answer;
  });
  await assert.rejects(client.openSession(sessionParams("tmf-1", 1), { signal: signal.signal }), abort);
  assert.equal(world.sessions.size, 0);
  assert.ok(world.sent.some(({ action }, at) => action.startsWith("Delete") && at > 2));
});

test("a close that got through after all is no failure", async () => {
  let failed = false;
  let keys = 0;
  const make = creating(0);
  const { client, world } = machine(
    (request, at) => {
      if (request.action.startsWith("Delete") && request.params.get("AccessKeyId") === "testid1") {
        return refusal("InvalidSecurityToken.Expired");
      }
      return make(request, at);
    },
    {
      credentials: async () => {
        if (keys === 1 && !failed) {
          failed = true;
          throw new Error("not now");
        }
        keys += 1;
        return { accessKeyId: `testid${keys}`, accessKeySecret: "testsecret", securityToken: "t" };
      },
    },
  );
  const session = await client.openSession(sessionParams("tmf-1", 1));
  await session.close();
  assert.deepEqual([failed, world.sessions.size], [true, 0]);
});

test("an opening that is refused as busy tries under another token", async () => {
  const tokens = new Map();
  const make = creating(0);
  const { client } = machine((request, world) => {
    if (request.action !== "CreateTrafficMirrorSession") {
      return make(request, world);
    }
    // It remembers what it said.
    const token = request.params.get("ClientToken");
    if (!tokens.has(token)) {
      tokens.set(
        token,
        world.now < START + 200 ? refusal("IncorrectStatus.TrafficMirrorFilter") : make(request, world),
      );
    }
    return tokens.get(token);
  });
  const session = await client.openSession(sessionParams("tmf-1", 1));
  assert.equal(session.TrafficMirrorSessionId, "tms-1");
  assert.ok(tokens.size > 1);
});

test("a source of keys that hangs does not keep a process alive once the client is closed", async () => {
  const ended = await runProgram(`
    import { TrafficMirrorClient } from ${JSON.stringify(import.meta.resolve("alicloud-traffic-mirror"))};
    const client = new TrafficMirrorClient({
      regionId: "cn-hongkong", credentials: () => new Promise(() => {}), timeoutMs: 300_000,
    });
    const call = client.call("DescribeVpcs", {}).catch((error) => console.log(JSON.stringify(error.code)));
    setTimeout(() => client.close(), 20);
    await call;
  `);
  assert.equal(ended, "ENVIRONMENT");
});

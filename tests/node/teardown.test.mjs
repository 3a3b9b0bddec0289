import assert from "node:assert/strict";
import { test } from "node:test";
import { ParameterError, ServiceError, TrafficMirrorClient } from "alicloud-traffic-mirror";
import { credentials, pair, regionId, sessions } from "./support.mjs";

const quick = { retry: { baseDelayMs: 1, maxDelayMs: 5 }, rateLimit: false };
const generous = { rateLimit: false };

function idsIn(emulator) {
  const { sessions = [], filters = [] } = emulator.state().regions[regionId] ?? {};
  return {
    sessions: sessions.map((session) => session.TrafficMirrorSessionId).sort(),
    filters: filters.map((filter) => filter.TrafficMirrorFilterId).sort(),
  };
}

function sent(emulator, action) {
  return emulator.requests().filter((request) => request.action === action);
}

test("a teardown deletes what a filter's sessions are, through a bad network, and reports it", async () => {
  const { client, emulator } = pair({ ...quick, timeoutMs: 200 }, generous);
  const { filter, ids } = await sessions(client, 20);
  const before = emulator.requests().length;
  for (const kind of ["reset", "drop-response", "html-502", "empty", "truncate"]) {
    emulator.inject({ kind, on: "DeleteTrafficMirrorSession" });
  }
  const progress = [];
  const report = await client.teardown(
    { where: { TrafficMirrorFilterId: filter } },
    { onProgress: (p) => progress.push(p) },
  );
  assert.deepEqual(report.deleted.toSorted(), ids.toSorted());
  assert.deepEqual([report.alreadyGone, report.kept, report.failed], [[], [], []]);
  assert.ok(report.calls >= emulator.requests().length - before);
  assert.deepEqual(idsIn(emulator), { sessions: [], filters: [filter] });
  const last = progress.at(-1);
  assert.deepEqual([last.total, last.deleted, last.deleting, last.failed], [20, 20, 0, 0]);
});

test("ids alone are deleted, and those that are gone already are said to be", async () => {
  const { client, emulator } = pair(quick, generous);
  const { ids } = await sessions(client, 3);
  const report = await client.teardown({ ids: [ids[0], "tms-nowhere", ids[0]] });
  assert.deepEqual([report.deleted, report.alreadyGone], [[ids[0]], ["tms-nowhere"]]);
  assert.deepEqual(idsIn(emulator).sessions, [ids[1], ids[2]].sort());
  const nothing = await client.teardown({ ids: [] });
  assert.deepEqual([nothing.deleted, nothing.calls], [[], 0]);
});

test("no slip of the pen deletes everything", async () => {
  const { client, emulator } = pair(quick, generous);
  await sessions(client, 1);
  const before = emulator.requests().length;
  const slips = [
    undefined,
    null,
    {},
    [],
    { ids: undefined },
    { ids: null },
    { ids: [undefined] },
    { ids: [""] },
    { ids: "tms-1" },
    { all: false },
    { all: 1 },
    { all: true, ids: undefined },
    { all: true, olderThanMs: undefined },
    { all: true, olderThanMs: Number.NaN },
    { all: true, olderThanMs: Number.POSITIVE_INFINITY },
    { all: true, olderThanMs: 0 },
    { all: true, olderThanMs: "1" },
    { all: true, olderthanms: 1 },
    { where: undefined },
    { where: {} },
    { where: { TrafficMirrorFilterId: undefined } },
    { where: { TrafficMirrorFilterId: null } },
    { where: { TrafficMirrorFilterId: "" } },
    { where: { trafficMirrorFilterId: "tmf-1" } },
    { where: { Priority: 1, TrafficMirrorFilterId: undefined } },
    { where: { Tags: [] } },
    { where: { Tags: [{ Key: "a", Value: undefined }] } },
    { where: { TrafficMirrorSessionIds: [] } },
    { where: { MaxResults: 10 } },
    { where: { NextToken: "x" } },
    { where: { RegionId: regionId } },
    { where: { RegionId: "cn-beijing", Priority: 1 } },
    { where: new Map([["Priority", 1]]) },
  ];
  for (const target of slips) {
    await assert.rejects(client.teardown(target), ParameterError, JSON.stringify(target));
  }
  await assert.rejects(client.teardown({ all: true }, { dryRun: "false" }), ParameterError);
  assert.equal(emulator.requests().length, before);
});

test("a dry run says what would go and writes nothing", async () => {
  const { client, emulator } = pair(quick, generous);
  const { filter, ids } = await sessions(client, 2);
  const before = emulator.requests().length;
  const report = await client.teardown({ all: true }, { dryRun: true, withFilters: true });
  assert.deepEqual(report.planned.toSorted(), ids.toSorted());
  assert.deepEqual([report.plannedFilters, report.deleted], [[filter], []]);
  const actions = emulator.requests().slice(before);
  assert.ok(actions.every(({ action }) => action.startsWith("List")));
});

test("what is too young is kept; the filters of the others go if wished", async () => {
  const { client, emulator } = pair(quick, generous);
  const { filter, ids } = await sessions(client, 2);
  const young = await client.teardown({ all: true, olderThanMs: 3_600_000 });
  assert.deepEqual(young.kept.map(({ id }) => id).sort(), ids.toSorted());
  const report = await client.teardown({ all: true }, { withFilters: true });
  assert.deepEqual(report.deleted.toSorted(), [...ids, filter].sort());
  assert.deepEqual(idsIn(emulator), { sessions: [], filters: [] });
});

test("a failure is reported as the error that it is", async () => {
  const { client, emulator } = pair(quick, generous);
  await sessions(client, 3);
  emulator.inject({
    kind: "error",
    status: 400,
    code: "OperationDenied.Odd",
    on: "DeleteTrafficMirrorSession",
  });
  const { deleted, failed } = await client.teardown({ all: true });
  assert.equal(deleted.length, 2);
  assert.ok(failed[0].error instanceof ServiceError);
  assert.equal(failed[0].error.serviceCode, "OperationDenied.Odd");
});

test("that a session is busy is told, with the time until it is looked at again", async () => {
  const waits = [];
  const { client, emulator } = pair(
    { ...quick, onEvent: (event) => event.type === "wait" && waits.push(event) },
    generous,
  );
  const { ids } = await sessions(client, 2);
  waits.length = 0;
  emulator.inject({
    kind: "error",
    status: 400,
    code: "IncorrectStatus.TrafficMirrorSession",
    on: "DeleteTrafficMirrorSession",
  });
  const { deleted } = await client.teardown({ ids });
  assert.deepEqual(deleted.toSorted(), ids.toSorted());
  const [busy, ...others] = waits;
  assert.deepEqual([busy.reason, busy.action], ["busy", "DeleteTrafficMirrorSession"]);
  assert.ok(busy.delayMs > 0);
  assert.ok(others.length > 0);
  assert.ok(others.every(({ reason, delayMs }) => reason === "poll" && delayMs > 0));
});

test("a checkpoint is awaited before anything is changed, and one that cannot be kept ends it", async () => {
  const { client, emulator } = pair(quick, generous);
  const { ids } = await sessions(client, 2);
  const reason = new Error("disk full");
  const failing = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(sent(emulator, "DeleteTrafficMirrorSession").length, 0);
    throw reason;
  };
  await assert.rejects(client.teardown({ all: true }, { checkpoint: failing }), reason);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(sent(emulator, "DeleteTrafficMirrorSession").length, 0);
  assert.deepEqual(idsIn(emulator).sessions, ids.toSorted());
});

test("another process resumes from any checkpoint, and its report is about the whole job", async () => {
  const { client, emulator } = pair(quick, { ...generous, deletingMs: 50 });
  const { ids } = await sessions(client, 120);
  const checkpoints = [];
  const crash = new Error("crash");
  const controller = new AbortController();
  const checkpoint = (state) => {
    checkpoints.push(state);
    if (checkpoints.length === 2) {
      controller.abort(crash);
    }
  };
  await assert.rejects(client.teardown({ all: true }, { checkpoint, signal: controller.signal }), crash);
  const after = emulator.requests().length;
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(emulator.requests().length, after);
  assert.ok(checkpoints.every((state) => !state.includes(credentials.accessKeySecret)));
  const other = new TrafficMirrorClient({ regionId, credentials, fetch: emulator.fetch, ...quick });
  for (const state of checkpoints) {
    const report = await other.resumeTeardown(state);
    assert.deepEqual(report.deleted.toSorted(), ids.toSorted());
    assert.deepEqual([report.alreadyGone, report.failed], [[], []]);
  }
  const tokens = new Map();
  for (const { params } of sent(emulator, "DeleteTrafficMirrorSession")) {
    const known = tokens.get(params.TrafficMirrorSessionId) ?? params.ClientToken;
    assert.equal(params.ClientToken, known);
    tokens.set(params.TrafficMirrorSessionId, known);
  }
});

test("a checkpoint that is damaged or of another place is refused", async () => {
  const { client, emulator } = pair(quick, generous);
  await sessions(client, 1);
  const states = [];
  await client.teardown({ all: true }, { checkpoint: (text) => void states.push(text) });
  const state = states[0];
  const before = emulator.requests().length;
  for (const bad of [
    "",
    "{}",
    state.slice(1),
    state.slice(0, -1),
    state.replace("tms-", "tms-1"),
    undefined,
  ]) {
    await assert.rejects(client.resumeTeardown(bad), { code: "CHECKPOINT" });
  }
  const elsewhere = new TrafficMirrorClient({ regionId: "cn-beijing", credentials, fetch: emulator.fetch });
  await assert.rejects(elsewhere.resumeTeardown(state), { code: "CHECKPOINT" });
  assert.equal(emulator.requests().length, before);
});

test("after an abort nothing is sent", async () => {
  const { client, emulator } = pair(quick, generous);
  await sessions(client, 30);
  const controller = new AbortController();
  const reason = new Error("enough");
  const onProgress = ({ requested }) => requested > 5 && controller.abort(reason);
  await assert.rejects(client.teardown({ all: true }, { signal: controller.signal, onProgress }), reason);
  const after = emulator.requests().length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(emulator.requests().length, after);
});

test("an abort from within fetch lets no other request of the same moment out", async () => {
  const { client, emulator } = pair(quick, generous);
  await sessions(client, 5);
  const controller = new AbortController();
  const reason = new Error("enough");
  let deletes = 0;
  const fetch = (url, init) => {
    if (init.body.includes("DeleteTrafficMirrorSession")) {
      deletes += 1;
      controller.abort(reason);
    }
    return emulator.fetch(url, init);
  };
  const other = new TrafficMirrorClient({ regionId, credentials, fetch, ...quick });
  await assert.rejects(other.teardown({ all: true }, { signal: controller.signal }), reason);
  assert.equal(deletes, 1);
});

// Events of one call alone, and the signatures that a client shows of its own requests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { explainSignature, signUrl } from "alicloud-traffic-mirror";
import { credentials, pair, regionId, sessions } from "./support.mjs";

const quick = { retry: { baseDelayMs: 1, maxDelayMs: 5 }, rateLimit: false };

test("a call's own listener hears that call alone, also while others run", async () => {
  const { client, emulator } = pair(quick, { rateLimit: false });
  const { ids } = await sessions(client, 2);
  emulator.inject({ kind: "reset", on: "DeleteTrafficMirrorSession" });
  const heard = [[], []];
  const listen = (at) => ({ onEvent: (event) => heard[at].push(event) });
  await Promise.all([
    (async () => {
      await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: ids[0] }, listen(0));
      await client.waitUntilDeleted(ids[0], listen(0));
    })(),
    client.listTrafficMirrorFilters({}, listen(1)),
    client.listTrafficMirrorSessions({}),
  ]);
  const types = heard[0].map(({ type }) => type);
  for (const type of ["attempt", "answer", "retry", "state"]) {
    assert.ok(types.includes(type), type);
  }
  assert.equal(heard[0].at(-1).to, "gone");
  assert.deepEqual(
    heard[1].map(({ type, action }) => [type, action]),
    [
      ["attempt", "ListTrafficMirrorFilters"],
      ["answer", "ListTrafficMirrorFilters"],
    ],
  );
});

test("a teardown tells its events to its own listener; what that throws breaks nothing", async () => {
  const { client } = pair(quick, { rateLimit: false, deletingMs: 20 });
  const { ids } = await sessions(client, 3);
  const gone = [];
  const report = await client.teardown(
    { all: true },
    {
      onEvent: (event) => {
        if (event.to === "gone") {
          gone.push(event.id);
        }
        throw new Error("a careless listener");
      },
    },
  );
  assert.equal(report.deleted.length, 3);
  assert.deepEqual(gone.toSorted(), ids.toSorted());
});

test("the client's listener hears every call, before and after one had its own", async () => {
  const all = [];
  const own = [];
  const { client } = pair({ ...quick, onEvent: (event) => all.push(event.type) }, {});
  await client.listTrafficMirrorFilters({});
  await client.listTrafficMirrorFilters({}, { onEvent: (event) => own.push(event.type) });
  await client.listTrafficMirrorFilters({});
  assert.deepEqual(all, ["attempt", "answer", "attempt", "answer", "attempt", "answer"]);
  assert.deepEqual(own, ["attempt", "answer"]);
});

test("a client shows its requests as the functions do, with keys that it asks its source for", async () => {
  const { client } = pair({ ...quick, credentials: async () => credentials }, {});
  assert.equal(client.regionId, regionId);
  const params = { TrafficMirrorSessionId: "tms-1" };
  const moment = { nonce: "n-1", timestamp: 1_767_225_600_000 };
  const options = { ...moment, credentials, regionId };
  const action = "DeleteTrafficMirrorSession";
  assert.equal(await client.signUrl(action, params, moment), signUrl(action, params, options));
  for (const style of [{}, { method: "POST" }, { signature: "v3" }]) {
    assert.deepEqual(
      await client.explainSignature(action, params, { ...moment, ...style }),
      explainSignature(action, params, { ...options, ...style }),
    );
  }
  client.close();
  await assert.rejects(client.signUrl(action, params), { code: "ENVIRONMENT" });
});

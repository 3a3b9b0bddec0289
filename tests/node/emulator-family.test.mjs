// Every operation of the table, through the client's methods, against the emulator: a whole life of everything.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { operations } from "alicloud-traffic-mirror";
import { command, pair, serve, sessionParams } from "./support.mjs";

/** A client that counts its methods, on an emulator whose service is yet to be opened. */
function counting(format, signature) {
  const { client, emulator } = pair(
    { format, signature },
    { modifyingMs: 1, serviceOpened: false, seed: 11 },
  );
  const called = new Set();
  const calls = new Proxy(client, {
    get: (target, name) =>
      typeof target[name] === "function"
        ? (...args) => {
            called.add(name);
            return target[name](...args);
          }
        : target[name],
  });
  return { calls, called, emulator };
}

const methodOf = (action) => action[0].toLowerCase() + action.slice(1);

async function live(client) {
  const refused = (call, serviceCode) => assert.rejects(call, { code: "SERVICE", serviceCode });
  assert.equal((await client.getTrafficMirrorServiceStatus()).Enabled, false);
  await refused(client.createTrafficMirrorFilter(), "OptInRequired.TrafficMirror");
  const opened = await client.openTrafficMirrorService();
  assert.deepEqual([opened.Code, opened.Message], ["200", "successful"]);
  // The service refuses this with ORDER.OPEND: what was asked for is done.
  assert.deepEqual(Object.keys(await client.openTrafficMirrorService()), ["RequestId"]);
  assert.equal((await client.getTrafficMirrorServiceStatus()).Enabled, true);

  const rule = { Action: "accept", Protocol: "TCP", DestinationPortRange: "80/443" };
  const filter = await client.createTrafficMirrorFilter({ IngressRules: [rule] });
  const { TrafficMirrorFilterId } = filter;
  await client.waitUntilCreated(TrafficMirrorFilterId);
  await client.updateTrafficMirrorFilterAttribute({ TrafficMirrorFilterId, TrafficMirrorFilterName: "new" });
  const made = await client.createTrafficMirrorFilterRules({ TrafficMirrorFilterId, EgressRules: [rule] });
  assert.deepEqual(made.IngressRules, []);
  const TrafficMirrorFilterRuleId = made.EgressRules[0].InstanceId;
  const ofFilter = async () =>
    (await client.listTrafficMirrorFilters({ TrafficMirrorFilterIds: [TrafficMirrorFilterId] }))
      .TrafficMirrorFilters[0];
  const rulesAre = async (expected) => {
    const states = async () =>
      (await ofFilter()).EgressRules.map((rule) => rule.TrafficMirrorFilterRuleStatus);
    while ((await states()).join() !== expected.join()) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await client.waitUntilCreated(TrafficMirrorFilterId);
  await client.updateTrafficMirrorFilterRuleAttribute({
    TrafficMirrorFilterRuleId,
    RuleAction: "drop",
    Priority: 7,
  });
  await rulesAre(["Created"]);
  const changed = await ofFilter();
  assert.equal(changed.TrafficMirrorFilterName, "new");
  assert.deepEqual([changed.EgressRules[0].Action, changed.EgressRules[0].Priority], ["drop", 7]);

  const session = await client.createTrafficMirrorSession(sessionParams(TrafficMirrorFilterId, 1));
  const { TrafficMirrorSessionId } = session;
  const settle = () => client.waitUntilCreated(TrafficMirrorSessionId);
  const ofSession = async () =>
    (await client.listTrafficMirrorSessions({ TrafficMirrorSessionIds: [TrafficMirrorSessionId] }))
      .TrafficMirrorSessions[0];
  await settle();
  await client.updateTrafficMirrorSessionAttribute({ TrafficMirrorSessionId, Enabled: true, Priority: 5 });
  await settle();
  const sources = { TrafficMirrorSessionId, TrafficMirrorSourceIds: ["eni-more"] };
  await client.addSourcesToTrafficMirrorSession(sources);
  await settle();
  await refused(
    client.addSourcesToTrafficMirrorSession(sources),
    "ResourceAlreadyAssociated.TrafficMirrorSource",
  );
  const shown = await ofSession();
  assert.deepEqual(
    [shown.Enabled, shown.Priority, shown.TrafficMirrorSourceIds],
    [true, 5, ["eni-source1", "eni-more"]],
  );
  await client.removeSourcesFromTrafficMirrorSession(sources);
  await settle();
  assert.deepEqual((await ofSession()).TrafficMirrorSourceIds, ["eni-source1"]);

  const kind = { ResourceType: "TRAFFICMIRRORSESSION", ResourceId: [TrafficMirrorSessionId] };
  await client.tagResources({
    ...kind,
    Tag: [
      { Key: "b", Value: "2" },
      { Key: "a", Value: "" },
    ],
  });
  const tags = await client.listTagResources(kind);
  const told = (tag) => [tag.ResourceId, tag.ResourceType, tag.TagKey, tag.TagValue ?? ""];
  assert.deepEqual(tags.TagResources.TagResource.map(told), [
    [TrafficMirrorSessionId, kind.ResourceType, "a", ""],
    [TrafficMirrorSessionId, kind.ResourceType, "b", "2"],
  ]);
  await client.unTagResources({ ...kind, TagKey: ["a"] });
  assert.deepEqual(
    (await client.listTagResources(kind)).TagResources.TagResource.map((tag) => tag.TagKey),
    ["b"],
  );
  await client.unTagResources({ ...kind, All: true });
  assert.deepEqual((await client.listTagResources(kind)).TagResources.TagResource, []);
  await client.moveResourceGroup({
    ResourceType: "TrafficMirrorSession",
    ResourceId: TrafficMirrorSessionId,
    NewResourceGroupId: "rg-elsewhere",
  });
  assert.equal((await ofSession()).ResourceGroupId, "rg-elsewhere");

  await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId, DryRun: true });
  await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId });
  await client.waitUntilDeleted(TrafficMirrorSessionId);
  await client.deleteTrafficMirrorFilterRules({
    TrafficMirrorFilterId,
    TrafficMirrorFilterRuleIds: [TrafficMirrorFilterRuleId],
  });
  await rulesAre([]);
  await client.waitUntilCreated(TrafficMirrorFilterId);
  await client.deleteTrafficMirrorFilter({ TrafficMirrorFilterId });
  await client.waitUntilDeleted(TrafficMirrorFilterId);
}

// XML is asked for by a parameter, which V3 does not have.
for (const [format, signature] of [
  ["JSON", "v1"],
  ["JSON", "v3"],
  ["XML", "v1"],
]) {
  test(`every operation works in ${format}, signed by ${signature}`, { timeout: 60_000 }, async () => {
    const { calls, called, emulator } = counting(format, signature);
    await live(calls);
    const missing = operations.map(({ name }) => methodOf(name)).filter((name) => !called.has(name));
    assert.deepEqual(missing, []);
    const region = emulator.state().regions["cn-hongkong"];
    assert.deepEqual([region.filters, region.sessions], [[], []]);
  });
}

test("the command takes all options of an emulator from a file", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-options-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "options.json");
  const options = { serviceOpened: false, quotas: { "QuotaExceeded.TagNum": 5 }, seed: 1 };
  writeFileSync(file, JSON.stringify(options));
  const { url } = await serve(t, "--options", file, "--modifying-ms", "1");
  assert.equal((await fetch(`${url}/_emulator/state`)).status, 200);
  for (const text of ["{", '{"serviceOpen":true}']) {
    writeFileSync(file, text);
    const refused = spawnSync(process.execPath, [command, "emulator", "--options", file], {
      encoding: "utf8",
    });
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /is not JSON|serviceOpen/);
  }
});

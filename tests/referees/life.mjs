// One life of everything: each of the operations at least once, in an order in which all succeed.
import assert from "node:assert/strict";
import { regionId } from "./clients.mjs";

const rule = {
  Action: "accept",
  Protocol: "TCP",
  IpVersion: "IPv4",
  Priority: 1,
  SourceCidrBlock: "10.0.0.0/24",
  DestinationCidrBlock: "0.0.0.0/0",
  SourcePortRange: "1/65535",
  DestinationPortRange: "80/80",
};

/** What is called with what; `keep` looks at the answer and remembers what later steps need. */
export const steps = [
  ["OpenTrafficMirrorService", () => ({}), (_, answer) => assert.equal(answer.Code, "200")],
  ["GetTrafficMirrorServiceStatus", () => ({}), (_, answer) => assert.equal(answer.Enabled, true)],
  [
    "CreateTrafficMirrorFilter",
    () => ({
      TrafficMirrorFilterName: "镜像 filter(1)!",
      IngressRules: [rule],
      Tag: [{ Key: "k", Value: "" }],
    }),
    (life, answer) => {
      life.filter = answer.TrafficMirrorFilterId;
      assert.match(life.filter, /^tmf-/);
    },
  ],
  [
    "CreateTrafficMirrorFilterRules",
    (life) => ({
      TrafficMirrorFilterId: life.filter,
      EgressRules: [{ ...rule, Action: "drop", Priority: 2 }],
    }),
    (life, answer) => {
      life.rule = answer.EgressRules[0].InstanceId;
      assert.match(life.rule, /^tmr-/);
    },
  ],
  [
    "UpdateTrafficMirrorFilterRuleAttribute",
    (life) => ({ TrafficMirrorFilterRuleId: life.rule, RuleAction: "accept", Priority: 3 }),
  ],
  [
    "UpdateTrafficMirrorFilterAttribute",
    (life) => ({ TrafficMirrorFilterId: life.filter, TrafficMirrorFilterName: "a*b~c d+e" }),
  ],
  [
    "ListTrafficMirrorFilters",
    (life) => ({ TrafficMirrorFilterIds: [life.filter], MaxResults: 100, Tags: [{ Key: "k" }] }),
    (life, answer) => {
      const [filter] = answer.TrafficMirrorFilters;
      assert.equal(filter.TrafficMirrorFilterId, life.filter);
      assert.equal(filter.TrafficMirrorFilterName, "a*b~c d+e");
      assert.equal(filter.EgressRules[0].Priority, 3);
      assert.equal(answer.TotalCount, "1");
    },
  ],
  [
    "CreateTrafficMirrorSession",
    (life) => ({
      TrafficMirrorFilterId: life.filter,
      TrafficMirrorSourceIds: ["eni-source1"],
      TrafficMirrorTargetId: "eni-target",
      TrafficMirrorTargetType: "NetworkInterface",
      Priority: 7,
      Enabled: true,
      VirtualNetworkId: 10,
    }),
    (life, answer) => {
      life.session = answer.TrafficMirrorSessionId;
      assert.match(life.session, /^tms-/);
    },
  ],
  [
    "UpdateTrafficMirrorSessionAttribute",
    (life) => ({ TrafficMirrorSessionId: life.session, Priority: 8, Enabled: false }),
  ],
  [
    "AddSourcesToTrafficMirrorSession",
    (life) => ({
      TrafficMirrorSessionId: life.session,
      TrafficMirrorSourceIds: ["eni-source2", "eni-source3"],
    }),
  ],
  [
    "RemoveSourcesFromTrafficMirrorSession",
    (life) => ({ TrafficMirrorSessionId: life.session, TrafficMirrorSourceIds: ["eni-source2"] }),
  ],
  [
    "TagResources",
    (life) => ({
      ResourceType: "TRAFFICMIRRORSESSION",
      ResourceId: [life.session],
      Tag: [{ Key: "team", Value: "net" }],
    }),
  ],
  [
    "ListTagResources",
    (life) => ({ ResourceType: "TRAFFICMIRRORSESSION", ResourceId: [life.session] }),
    (_, answer) =>
      assert.deepEqual(
        answer.TagResources.TagResource.map((tag) => [tag.TagKey, tag.TagValue]),
        [["team", "net"]],
      ),
  ],
  [
    "UnTagResources",
    (life) => ({ ResourceType: "TRAFFICMIRRORSESSION", ResourceId: [life.session], TagKey: ["team"] }),
  ],
  [
    "MoveResourceGroup",
    (life) => ({
      ResourceType: "TrafficMirrorSession",
      ResourceId: life.session,
      NewResourceGroupId: "rg-j6cother",
    }),
  ],
  [
    "ListTrafficMirrorSessions",
    (life) => ({ TrafficMirrorSessionIds: [life.session], Enabled: false }),
    (_, answer) => {
      const [session] = answer.TrafficMirrorSessions;
      assert.equal(session.TrafficMirrorSessionStatus, "Created");
      assert.equal(session.Priority, 8);
      assert.equal(session.ResourceGroupId, "rg-j6cother");
      assert.deepEqual([...session.TrafficMirrorSourceIds].sort(), ["eni-source1", "eni-source3"]);
    },
  ],
  [
    "DeleteTrafficMirrorSession",
    (life) => ({ TrafficMirrorSessionId: life.session, ClientToken: "tok~1 a*b+c/=" }),
  ],
  [
    "DeleteTrafficMirrorFilterRules",
    (life) => ({ TrafficMirrorFilterId: life.filter, TrafficMirrorFilterRuleIds: [life.rule] }),
  ],
  ["DeleteTrafficMirrorFilter", (life) => ({ TrafficMirrorFilterId: life.filter })],
].map(([action, params, keep]) => ({
  action,
  params: (life) => ({ RegionId: regionId, ...params(life) }),
  keep: keep ?? (() => {}),
}));

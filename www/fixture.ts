/** What is in the emulated account: a handful of sessions as a small company might have them. */

export const regionId = "cn-hongkong";

interface Draft {
  name: string;
  about?: string;
  sources: string[];
  target: string;
  type?: "NetworkInterface" | "SLB";
  filter: string;
  vni: number;
  enabled?: boolean;
  tags?: Record<string, string>;
  hours: number;
}

const FILTERS = [
  {
    TrafficMirrorFilterId: "tmf-j6c0https0inbound001",
    TrafficMirrorFilterName: "https-inbound",
    TrafficMirrorFilterDescription: "HTTPS from anywhere to the web tier",
    IngressRules: [
      rule("tmr-j6c01", 1, "accept", "TCP", "0.0.0.0/0", "1/65535", "10.0.1.0/24", "443/443"),
      rule("tmr-j6c02", 2, "accept", "TCP", "0.0.0.0/0", "1/65535", "10.0.1.0/24", "80/80"),
      rule("tmr-j6c03", 10, "drop", "ICMP", "0.0.0.0/0", "-1/-1", "10.0.0.0/8", "-1/-1"),
    ],
  },
  {
    TrafficMirrorFilterId: "tmf-j6c0database0only001",
    TrafficMirrorFilterName: "database-only",
    IngressRules: [
      rule("tmr-j6c11", 1, "accept", "TCP", "10.0.0.0/8", "1/65535", "10.0.7.0/24", "3306/3306"),
    ],
    EgressRules: [rule("tmr-j6c12", 1, "accept", "TCP", "10.0.7.0/24", "3306/3306", "10.0.0.0/8", "1/65535")],
  },
  {
    TrafficMirrorFilterId: "tmf-j6c0everything000001",
    TrafficMirrorFilterName: "everything",
    IngressRules: [rule("tmr-j6c21", 1, "accept", "ALL", "0.0.0.0/0", "-1/-1", "0.0.0.0/0", "-1/-1")],
    EgressRules: [rule("tmr-j6c22", 1, "accept", "ALL", "0.0.0.0/0", "-1/-1", "0.0.0.0/0", "-1/-1")],
  },
];
const [HTTPS, DATABASE, EVERYTHING] = FILTERS.map(({ TrafficMirrorFilterId }) => TrafficMirrorFilterId) as [
  string,
  string,
  string,
];
const COLLECTOR = "eni-j6c3collector01";
const SENSORS = "lb-j6c8ids0sensors";

const DRAFTS: readonly Draft[] = [
  {
    name: "web-frontend-ids",
    about: "Intrusion detection of the public web tier",
    sources: ["eni-j6cweb0000001", "eni-j6cweb0000002", "eni-j6cweb0000003"],
    target: SENSORS,
    type: "SLB",
    filter: HTTPS,
    vni: 4101,
    tags: { env: "production", team: "security" },
    hours: 2_210,
  },
  {
    name: "checkout-audit",
    about: "Audit trail for payments",
    sources: ["eni-j6cpay0000001", "eni-j6cpay0000002"],
    target: SENSORS,
    type: "SLB",
    filter: HTTPS,
    vni: 4102,
    tags: { env: "production", team: "payments" },
    hours: 1_464,
  },
  {
    name: "orders-db-capture",
    sources: ["eni-j6cdb00000001"],
    target: COLLECTOR,
    filter: DATABASE,
    vni: 4103,
    tags: { env: "production", team: "data" },
    hours: 312,
  },
  {
    name: "loadtest-2024-11",
    about: "Left over from the load test, switched off",
    sources: ["eni-j6clt00000001", "eni-j6clt00000002"],
    target: COLLECTOR,
    filter: EVERYTHING,
    vni: 4110,
    enabled: false,
    tags: { env: "test" },
    hours: 4_390,
  },
  {
    name: "debug-gateway",
    about: "Ticket 8841: resets at the API gateway",
    sources: ["eni-j6cgw00000001"],
    target: COLLECTOR,
    filter: EVERYTHING,
    vni: 4111,
    tags: { env: "test", team: "platform" },
    hours: 26,
  },
  {
    name: "staging-mirror",
    sources: ["eni-j6cst00000001"],
    target: COLLECTOR,
    filter: HTTPS,
    vni: 4112,
    tags: { env: "staging" },
    hours: 3,
  },
];

/** The account at the start. */
export function firstFixture(now: number): object {
  const sessions = DRAFTS.map((draft, at) => session(draft, `tms-j6c${word(draft.name)}`, at + 1, now));
  return { regions: { [regionId]: { filters: FILTERS, sessions } } };
}

let added = 0;

/** More sessions of one filter, as a test that nobody cleaned up after leaves them. */
export function moreSessions(count: number, now: number): object {
  const batch = word(now.toString(36));
  const sessions = Array.from({ length: count }, () => {
    added += 1;
    const number = String(added).padStart(3, "0");
    const draft: Draft = {
      name: `soak-test-${number}`,
      sources: [`eni-j6csoak${batch}${number}`],
      target: COLLECTOR,
      filter: EVERYTHING,
      vni: 5_000 + added,
      tags: { env: "test", run: "soak" },
      hours: 5,
    };
    // The emulator gives each the lowest priority that is free.
    return session(draft, `tms-j6csoak${batch}${number}`, undefined, now);
  });
  return { regions: { [regionId]: { sessions } } };
}

function session(draft: Draft, id: string, priority: number | undefined, now: number): object {
  return {
    TrafficMirrorSessionId: id,
    TrafficMirrorSessionName: draft.name,
    ...(draft.about && { TrafficMirrorSessionDescription: draft.about }),
    TrafficMirrorSourceIds: draft.sources,
    TrafficMirrorTargetId: draft.target,
    TrafficMirrorTargetType: draft.type ?? "NetworkInterface",
    TrafficMirrorFilterId: draft.filter,
    VirtualNetworkId: draft.vni,
    Enabled: draft.enabled ?? true,
    ...(priority && { Priority: priority }),
    Tags: Object.entries(draft.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    CreationTime: `${new Date(now - draft.hours * 3_600_000).toISOString().slice(0, 16)}Z`,
  };
}

function rule(
  id: string,
  Priority: number,
  Action: "accept" | "drop",
  Protocol: string,
  SourceCidrBlock: string,
  SourcePortRange: string,
  DestinationCidrBlock: string,
  DestinationPortRange: string,
): object {
  return {
    TrafficMirrorFilterRuleId: id,
    Priority,
    Action,
    Protocol,
    IpVersion: "IPv4",
    SourceCidrBlock,
    SourcePortRange,
    DestinationCidrBlock,
    DestinationPortRange,
  };
}

/** Letters and digits alone, as in an id. */
function word(text: string): string {
  return text.replaceAll(/[^a-z0-9]/g, "").slice(0, 17);
}

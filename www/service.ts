/** The service that the page works with: an emulator and a client of it, both in this page. */

import {
  type ClientEvent,
  signUrl,
  TrafficMirrorClient,
  type TrafficMirrorFilter,
  type TrafficMirrorSession,
} from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";

const regionId = "cn-hongkong";
/** The emulator's one account. */
const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };

const emulator = createEmulator({
  creatingMs: fromAddress("creatingMs", 800),
  deletingMs: fromAddress("deletingMs", 3_800),
});

type StateEvent = Extract<ClientEvent, { type: "state" }>;
const watchers = new Set<(event: StateEvent) => void>();

export const client = new TrafficMirrorClient({
  regionId,
  credentials,
  fetch: emulator.fetch,
  onEvent: (event) => {
    if (event.type === "state") {
      for (const watcher of watchers) {
        watcher(event);
      }
    }
  },
});

/** Calls `watcher` for each state change that a wait of the client sees. */
export function onState(watcher: (event: StateEvent) => void): void {
  watchers.add(watcher);
}

/** The URL of a call. It holds a signature: mask it before it is shown. */
export function urlOf(action: string, params: object): string {
  return signUrl(action, params, { regionId, credentials });
}

/** 32 hex digits, new at each call. */
export function newClientToken(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** All sessions, page by page. */
export async function listSessions(): Promise<TrafficMirrorSession[]> {
  const sessions: TrafficMirrorSession[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.listTrafficMirrorSessions({
      MaxResults: 100,
      ...(NextToken ? { NextToken } : {}),
    });
    sessions.push(...page.TrafficMirrorSessions);
    NextToken = page.NextToken;
  } while (NextToken);
  return sessions;
}

const FIRST = [
  { name: "web-frontend", sources: ["eni-web-1", "eni-web-2"], Enabled: true, VirtualNetworkId: 1001 },
  { name: "checkout-api", sources: ["eni-checkout-1"], Enabled: true, VirtualNetworkId: 1002 },
  {
    name: "billing-batch",
    sources: ["eni-billing-1", "eni-billing-2", "eni-billing-3"],
    Enabled: false,
    VirtualNetworkId: 1003,
  },
  { name: "debug-session", sources: ["eni-web-3"], Enabled: true, VirtualNetworkId: 1004 },
] as const;

/** A filter, on an account that has nothing yet. Resolves once it is `Created`. */
export async function createFilter(): Promise<TrafficMirrorFilter> {
  const { TrafficMirrorFilterId } = await client.createTrafficMirrorFilter({
    TrafficMirrorFilterName: "https-inbound",
    IngressRules: [
      {
        Action: "accept",
        Protocol: "TCP",
        IpVersion: "IPv4",
        Priority: 1,
        SourceCidrBlock: "0.0.0.0/0",
        DestinationCidrBlock: "10.0.0.0/8",
        SourcePortRange: "1/65535",
        DestinationPortRange: "443/443",
      },
    ],
  });
  await client.waitUntilCreated(TrafficMirrorFilterId);
  const list = await client.listTrafficMirrorFilters({ TrafficMirrorFilterIds: [TrafficMirrorFilterId] });
  const [filter] = list.TrafficMirrorFilters;
  if (filter === undefined) {
    throw new Error("the filter that was just created is not listed");
  }
  return filter;
}

let made = 0;

/** Parameters of the next session to create: the first ones have names, the others are numbered. */
export function nextSession(filter: TrafficMirrorFilter) {
  const first = FIRST[made];
  made += 1;
  return {
    TrafficMirrorSessionName: first?.name ?? `session-${made}`,
    TrafficMirrorFilterId: filter.TrafficMirrorFilterId,
    TrafficMirrorSourceIds: first?.sources ?? [`eni-app-${made}`],
    TrafficMirrorTargetId: "eni-collector",
    TrafficMirrorTargetType: "NetworkInterface" as const,
    Priority: made * 10,
    Enabled: first?.Enabled ?? true,
    VirtualNetworkId: first?.VirtualNetworkId ?? 1000 + made,
    ClientToken: newClientToken(),
  };
}

export const firstSessions = FIRST.length;

/** A number of milliseconds in the page's address, such as `?deletingMs=20000` to look at a state for longer. */
function fromAddress(name: string, fallback: number): number {
  const text = new URLSearchParams(location.search).get(name) ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : fallback;
}

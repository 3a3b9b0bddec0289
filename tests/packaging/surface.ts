// What users may write, and what they may not: each @ts-expect-error must be an error. Type-checked only.
import {
  type Fetch,
  ParameterError,
  parseResponse,
  ServiceError,
  signRequest,
  signUrl,
  TrafficMirrorClient,
  type TrafficMirrorSession,
} from "alicloud-traffic-mirror";
import { createEmulator, type EmulatorAccount } from "alicloud-traffic-mirror/emulator";
import { nodeFetch } from "alicloud-traffic-mirror/node";

const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
const emulator = createEmulator({ clock: "manual", deletingMs: 5 });
const fetch: Fetch = nodeFetch({ maxSockets: 4 });
const client = new TrafficMirrorClient({
  regionId: "cn-hongkong",
  credentials,
  fetch: emulator.fetch,
  clock: emulator.clock,
  onEvent: (event) => {
    if (event.type === "retry") event.delayMs.toFixed();
    // @ts-expect-error: only a retry has it
    event.delayMs.toFixed();
  },
});

const temporary: EmulatorAccount = {
  ...credentials,
  securityToken: "token",
  accountId: "a",
  expiresAt: Date.now(),
};
createEmulator({
  accounts: [credentials, temporary, { ...credentials, accountId: undefined, expiresAt: undefined }],
});

export async function right(): Promise<"Creating" | "Created" | "Modifying" | "Deleting" | undefined> {
  const { RequestId } = await client.deleteTrafficMirrorSession({
    TrafficMirrorSessionId: "tms-1",
    DryRun: true,
  });
  const text: string = RequestId;
  const { TrafficMirrorSessions, TotalCount } = await client.listTrafficMirrorSessions();
  const count: string = TotalCount ?? "";
  for await (const session of client.sessions()) {
    const one: TrafficMirrorSession = session;
    await client.waitUntilDeleted(one.TrafficMirrorSessionId, { deadlineMs: 1 });
  }
  const request = signRequest(
    "AnyAction",
    { PageSize: 10 },
    { credentials, signature: "v3", endpoint: count },
  );
  const method: "GET" | "POST" = request.method;
  await client.teardown(
    { ids: [text, method, signUrl("DescribeVpcs", {}, { credentials })] },
    { withFilters: true },
  );
  await new TrafficMirrorClient({
    regionId: "cn-hongkong",
    credentials: async () => credentials,
    fetch,
  }).call("A", {});
  return TrafficMirrorSessions[0]?.TrafficMirrorSessionStatus;
}

/** What has no type yet, and what may be absent: under `exactOptionalPropertyTypes` that has to be said. */
export async function untyped(untyped: object, name: string | undefined): Promise<void> {
  const params = { TrafficMirrorFilterId: "tmf-1", TrafficMirrorTargetType: "NetworkInterface" };
  await using _ = await client.openSession(untyped);
  await (await client.openSession(params, { signal: undefined })).close();
  for await (const _session of client.sessions(untyped)) break;
  for await (const _filter of client.filters(untyped)) break;
  let NextToken: string | undefined;
  do {
    ({ NextToken } = await client.listTrafficMirrorSessions({ NextToken, TrafficMirrorSessionName: name }));
  } while (NextToken);
  const rule = { Action: "accept", Protocol: "TCP", Priority: undefined } as const;
  await client.createTrafficMirrorFilter({ IngressRules: [rule], Tag: [{ Key: "k", Value: name }] });
  const answer = await fetch("https://vpc.example.com/", { method: "GET", headers: {}, redirect: "manual" });
  const contentType = answer.headers.get("content-type");
  const body = await answer.text();
  parseResponse("DeleteTrafficMirrorSession", { status: answer.status, contentType, body });
  parseResponse("DeleteTrafficMirrorSession", { status: 200, contentType: undefined, body });
  createEmulator({ inventory: [{ id: "eni-1", kind: "eni", attached: undefined }] });
  emulator.inject({ kind: "reset", on: name, times: undefined });
  const chain = {
    getCredential: async () => ({ accessKeyId: name, accessKeySecret: name, securityToken: name }),
  };
  new TrafficMirrorClient({ regionId: "cn-hongkong", credentials: chain });
}

export function errors(error: unknown): string {
  if (error instanceof ServiceError) {
    // @ts-expect-error: no such kind
    if (error.kind === "nonsense") return "";
    return error.serviceCode;
  }
  // @ts-expect-error: only a ParameterError has issues
  if (error instanceof ServiceError) return error.issues;
  return error instanceof ParameterError ? (error.issues[0]?.parameter ?? "") : "";
}

export async function wrong(): Promise<void> {
  // @ts-expect-error: the id is required
  await client.deleteTrafficMirrorSession({ ClientToken: "x" });
  // @ts-expect-error: what is required is not left out by being there
  await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: undefined });
  // @ts-expect-error: no such parameter
  await client.listTrafficMirrorSessions({ Nonsense: 1 });
  // @ts-expect-error: a number is no id
  await client.waitUntilDeleted(7);
  // @ts-expect-error: no region
  new TrafficMirrorClient({ credentials });
  // @ts-expect-error: V2 there is not
  signRequest("AnyAction", {}, { credentials, signature: "v2" });
  // @ts-expect-error: no secret
  signUrl("AnyAction", {}, { credentials: { accessKeyId: "x" } });
  // @ts-expect-error: not an operation of the table
  parseResponse("DescribeVpcs", { status: 200, body: "" });
  // @ts-expect-error: a status is no number here
  parseResponse("DeleteTrafficMirrorSession", { status: 200, body: "" }).RequestId.toFixed();
  // @ts-expect-error: no target at all
  await client.teardown({});
  // @ts-expect-error: no such clock
  createEmulator({ clock: "fast" });
  // @ts-expect-error: a time is a number
  createEmulator({ accounts: [{ ...credentials, expiresAt: "2026-01-01" }] });
  // @ts-expect-error: no such field
  createEmulator({ accounts: [{ ...credentials, account: "a" }] });
  // @ts-expect-error: a fault must say what goes wrong
  emulator.inject({ on: "DeleteTrafficMirrorSession" });
  // @ts-expect-error: certificates are text
  nodeFetch({ ca: 7 });
}

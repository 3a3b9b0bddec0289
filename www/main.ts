/** The page: sessions with their live states, and each deletion followed until the session is gone. */

import type { TrafficMirrorSession } from "alicloud-traffic-mirror";
import { type Check, confirmDeletion } from "./dialog.js";
import { byId } from "./dom.js";
import { showError } from "./errors.js";
import { type Call, Inspector } from "./inspector.js";
import {
  client,
  createFilter,
  firstSessions,
  listSessions,
  newClientToken,
  nextSession,
  onState,
  urlOf,
} from "./service.js";
import { SessionTable } from "./table.js";

const BUSY_POLL_MS = 400;
const IDLE_POLL_MS = 2_000;

const filterNames = new Map<string, string>();
const inspector = new Inspector();
const table = new SessionTable(filterNames, (session) => void remove(session).catch(showError));
const createButton = byId<HTMLButtonElement>("create");

/** The last known of each session, by id. */
let known = new Map<string, TrafficMirrorSession>();
/** Sessions that a deletion waits for: their rows stay until the client says that they are gone. */
const leaving = new Map<string, TrafficMirrorSession>();
/** The calls whose states are being followed, by session id. */
const followed = new Map<string, Call>();

onState(({ id, to, at }) => {
  const call = followed.get(id);
  if (call !== undefined && call.states.at(-1)?.state !== to) {
    call.states.push({ state: to, at });
    call.ahead = call.ahead.filter((state) => state !== to);
    inspector.update(call);
  }
});

void start().catch(showError);

async function start(): Promise<void> {
  createButton.disabled = true;
  byId("empty").textContent = "Creating a filter, which the sessions need…";
  const filter = await createFilter();
  filterNames.set(filter.TrafficMirrorFilterId, filter.TrafficMirrorFilterName ?? "");
  for (let at = 0; at < firstSessions; at += 1) {
    await client.createTrafficMirrorSession(nextSession(filter));
  }
  createButton.addEventListener("click", () => void create(nextSession(filter)).catch(showError));
  createButton.disabled = false;
  void keepRefreshing();
}

async function keepRefreshing(): Promise<never> {
  for (;;) {
    await refresh().catch(showError);
    const busy = [...known.values()].some((session) => session.TrafficMirrorSessionStatus !== "Created");
    await new Promise((resolve) => setTimeout(resolve, busy ? BUSY_POLL_MS : IDLE_POLL_MS));
  }
}

async function refresh(): Promise<void> {
  const sessions = new Map(
    (await listSessions()).map((session) => [session.TrafficMirrorSessionId, session]),
  );
  for (const [id, session] of leaving) {
    if (!sessions.has(id)) {
      sessions.set(id, { ...session, TrafficMirrorSessionStatus: "Deleting" });
    }
  }
  announce(known, sessions);
  known = sessions;
  // A session that is only still shown keeps its place.
  const inOrder = [...sessions.values()].sort((one, other) => (one.Priority ?? 0) - (other.Priority ?? 0));
  table.show(inOrder);
}

async function create(params: ReturnType<typeof nextSession>): Promise<void> {
  const call: Call = {
    action: "CreateTrafficMirrorSession",
    subject: params.TrafficMirrorSessionName,
    url: urlOf("CreateTrafficMirrorSession", params),
    note: "Sent; no answer yet.",
    states: [],
    ahead: ["Creating", "Created"],
  };
  inspector.open(call);
  try {
    const result = await client.createTrafficMirrorSession(params);
    call.answer = result;
    followed.set(result.TrafficMirrorSessionId, call);
    inspector.update(call);
    await refresh();
    await client.waitUntilCreated(result.TrafficMirrorSessionId);
    followed.delete(result.TrafficMirrorSessionId);
  } catch (error) {
    call.answer ??= { error };
    inspector.update(call);
    throw error;
  }
}

async function remove(session: TrafficMirrorSession): Promise<void> {
  const { TrafficMirrorSessionId } = session;
  // With a token of its own the call shown and the call sent are the same change.
  const params = { TrafficMirrorSessionId, ClientToken: newClientToken() };
  const call: Call = {
    action: "DeleteTrafficMirrorSession",
    subject: session.TrafficMirrorSessionName || TrafficMirrorSessionId,
    url: urlOf("DeleteTrafficMirrorSession", params),
    note: "Not sent yet: it waits for your confirmation.",
    states: [{ state: session.TrafficMirrorSessionStatus, at: Date.now() }],
    ahead: ["Deleting", "gone"],
  };
  inspector.open(call);

  const check = dryRun(TrafficMirrorSessionId).then((outcome) => {
    call.dryRun = outcome;
    inspector.update(call);
    return outcome;
  });
  if (!(await confirmDeletion(session, check))) {
    call.note = `Not sent: ${call.dryRun && "error" in call.dryRun ? "the dry run was refused" : "the deletion was cancelled"}.`;
    call.ahead = [];
    inspector.update(call);
    return;
  }

  call.url = urlOf("DeleteTrafficMirrorSession", params);
  call.note = "Sent; no answer yet.";
  inspector.update(call);
  try {
    call.answer = await client.deleteTrafficMirrorSession(params);
    inspector.update(call);
    leaving.set(TrafficMirrorSessionId, session);
    followed.set(TrafficMirrorSessionId, call);
    await refresh();
    await client.waitUntilDeleted(TrafficMirrorSessionId);
  } catch (error) {
    call.answer ??= { error };
    call.ahead = [];
    inspector.update(call);
    throw error;
  } finally {
    leaving.delete(TrafficMirrorSessionId);
    followed.delete(TrafficMirrorSessionId);
    await refresh();
  }
}

async function dryRun(TrafficMirrorSessionId: string): Promise<Check> {
  try {
    const { RequestId } = await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId, DryRun: true });
    return { requestId: RequestId };
  } catch (error) {
    return { error };
  }
}

/** Says what changed, for those who do not see the table. */
function announce(before: Map<string, TrafficMirrorSession>, now: Map<string, TrafficMirrorSession>): void {
  const changes: string[] = [];
  for (const [id, { TrafficMirrorSessionName, TrafficMirrorSessionStatus }] of now) {
    if (before.get(id)?.TrafficMirrorSessionStatus !== TrafficMirrorSessionStatus) {
      changes.push(`${TrafficMirrorSessionName || id} is ${TrafficMirrorSessionStatus}.`);
    }
  }
  for (const [id, { TrafficMirrorSessionName }] of before) {
    if (!now.has(id)) {
      changes.push(`${TrafficMirrorSessionName || id} is gone.`);
    }
  }
  if (changes.length > 0) {
    byId("announcer").textContent = changes.join(" ");
  }
}

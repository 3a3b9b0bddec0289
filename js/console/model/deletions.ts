/** Deletions of single sessions, and the record of every deletion with its events, from which the timeline is drawn. */

import {
  type ClientEvent,
  ServiceError,
  type TrafficMirrorClient,
  type TrafficMirrorSession,
} from "alicloud-traffic-mirror";
import { paced } from "./paced.js";

export type Outcome = "running" | "gone" | "done" | "failed" | "stopped";

/** A deletion, of one session or of many. Times are of the client's clock. */
export interface Deletion {
  readonly key: number;
  readonly kind: "session" | "teardown";
  /** A session's name; a teardown has none. */
  readonly name: string;
  ids: readonly string[];
  readonly events: ClientEvent[];
  outcome: Outcome;
  error?: unknown;
  /** Whether its events are shown as a table. There may be thousands, so a closed one is not drawn. */
  opened: boolean;
}

/** What became of a dry run. */
export type Check =
  | { state: "asking" }
  | { state: "passed"; requestId: string }
  | { state: "refused"; error: unknown };

/** The question whether a session is to be deleted. */
export interface Question {
  readonly session: TrafficMirrorSession;
  check: Check;
}

const KEPT = 20;

export class Deletions {
  /** The latest first. */
  readonly records: Deletion[] = [];
  question: Question | undefined;
  /** Sessions whose end is waited for, as last seen: their rows stay until they are surely gone. */
  readonly leaving = new Map<string, TrafficMirrorSession>();
  /** Called when the service knows a session no more that the list still has. */
  missed: () => void = () => undefined;

  readonly #changed: () => void;
  readonly #soon: () => void;
  readonly #told: (deletion: Deletion) => void;
  #next = 0;
  #run = new AbortController();

  /** `told` is called when a deletion begins, and when it is over. */
  constructor(changed: () => void, told: (deletion: Deletion) => void) {
    this.#changed = changed;
    this.#soon = paced(changed);
    this.#told = told;
  }

  get running(): boolean {
    return this.records.some(({ outcome }) => outcome === "running");
  }

  /** Ends what is in flight and forgets everything. */
  stop(): void {
    this.#run.abort();
    this.#run = new AbortController();
    this.records.length = 0;
    this.leaving.clear();
    this.question = undefined;
  }

  /** Opens the question, and has the service say whether it would delete the session. */
  async ask(client: TrafficMirrorClient, session: TrafficMirrorSession): Promise<void> {
    const question: Question = { session, check: { state: "asking" } };
    this.question = question;
    this.#changed();
    const { TrafficMirrorSessionId } = session;
    try {
      const { RequestId } = await client.deleteTrafficMirrorSession(
        { TrafficMirrorSessionId, DryRun: true },
        { signal: this.#run.signal },
      );
      question.check = { state: "passed", requestId: RequestId };
    } catch (error) {
      question.check = { state: "refused", error };
      if (isMissing(error)) {
        this.missed();
      }
    }
    this.#changed();
  }

  /** Closes the question without an answer. */
  leave(): void {
    this.question = undefined;
    this.#changed();
  }

  /** Deletes the session of the question, which must have passed, and follows it until it is gone. */
  async confirm(client: TrafficMirrorClient): Promise<void> {
    const question = this.question;
    if (question?.check.state !== "passed") {
      return;
    }
    this.question = undefined;
    const { session } = question;
    const id = session.TrafficMirrorSessionId;
    const deletion = this.record("session", session.TrafficMirrorSessionName || id, [id]);
    const signal = this.#run.signal;
    const watched = { signal, onEvent: this.watch(deletion) };
    this.leaving.set(id, session);
    try {
      await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: id }, watched);
      this.leaving.set(id, { ...session, TrafficMirrorSessionStatus: "Deleting" });
      await client.waitUntilDeleted(id, watched);
      this.end(deletion, "gone");
    } catch (error) {
      // Whoever deleted it: it is gone, as it is to a teardown.
      if (isMissing(error)) {
        this.end(deletion, "gone");
      } else {
        this.end(deletion, signal.aborted ? "stopped" : "failed", error);
      }
    } finally {
      this.leaving.delete(id);
      this.#changed();
    }
  }

  /** Begins a record. */
  record(kind: Deletion["kind"], name: string, ids: readonly string[]): Deletion {
    const deletion: Deletion = {
      key: this.#next,
      kind,
      name,
      ids,
      events: [],
      outcome: "running",
      opened: false,
    };
    this.#next += 1;
    this.records.unshift(deletion);
    // What still runs is kept, however old it is.
    const over = this.records.filter((one, at) => at >= KEPT && one.outcome !== "running");
    for (const old of over) {
      this.records.splice(this.records.indexOf(old), 1);
    }
    this.#told(deletion);
    this.#changed();
    return deletion;
  }

  /** A listener that writes events into a record. */
  watch(deletion: Deletion): (event: ClientEvent) => void {
    return (event) => {
      deletion.events.push(event);
      this.#soon();
    };
  }

  /** Shows the events of a deletion as a table, or hides them. */
  show(deletion: Deletion, opened: boolean): void {
    deletion.opened = opened;
    this.#changed();
  }

  end(deletion: Deletion, outcome: Outcome, error?: unknown): void {
    deletion.outcome = outcome;
    if (error !== undefined) {
      deletion.error = error;
    }
    this.#told(deletion);
    this.#changed();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof ServiceError && error.serviceCode === "ResourceNotFound.TrafficMirrorSession";
}

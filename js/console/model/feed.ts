/** The sessions as the service lists them, read again and again while the page can be seen. */

import {
  ServiceError,
  type TrafficMirrorClient,
  type TrafficMirrorFilter,
  type TrafficMirrorSession,
} from "alicloud-traffic-mirror";

const BUSY_MS = 1_000;
/** Filters seldom change, and not every key may list them. */
const FILTERS_MS = 10_000;
/** States that end by themselves. In any other a session may stay for ever. */
const MOVING = ["Creating", "Modifying", "Deleting"];

export class Feed {
  sessions: readonly TrafficMirrorSession[] = [];
  /** Filters by id, as far as they are known. */
  readonly filters = new Map<string, TrafficMirrorFilter>();
  loaded = false;
  error: unknown;
  /** Time between two looks while nothing changes. */
  idleMs = 5_000;
  /** Whether something is expected to change soon. */
  expecting: () => boolean = () => false;

  readonly #changed: () => void;
  #client: TrafficMirrorClient | undefined;
  #run: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading = false;
  /** Whether it is to look again at once: what is being read may be older than what asks for it. */
  #again = false;
  #readingFilters = false;
  /** When the filters were last asked for, and whether they were told. */
  #filtersAt = Number.NEGATIVE_INFINITY;
  #filtersTold = true;
  /** Ids in the order in which they were last shown. */
  #order: readonly string[] = [];

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Forgets everything and begins with this client. */
  start(client: TrafficMirrorClient): void {
    this.stop();
    this.sessions = [];
    this.filters.clear();
    this.#order = [];
    this.#filtersAt = Number.NEGATIVE_INFINITY;
    this.loaded = false;
    this.error = undefined;
    this.#client = client;
    this.#run = new AbortController();
    document.addEventListener("visibilitychange", this.#seen);
    this.poke();
  }

  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#client = undefined;
    this.#reading = false;
    this.#readingFilters = false;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#seen);
  }

  /** Looks now. */
  poke(): void {
    this.#schedule(0);
  }

  session(id: string): TrafficMirrorSession | undefined {
    return this.sessions.find((session) => session.TrafficMirrorSessionId === id);
  }

  /**
   * The listed sessions, and those held though they are listed no more, each where it was before: a row that moves would
   * lose the keyboard's focus, and the eye.
   */
  rows(held: ReadonlyMap<string, TrafficMirrorSession>): TrafficMirrorSession[] {
    const all = new Map(held);
    for (const session of this.sessions) {
      const id = session.TrafficMirrorSessionId;
      if (!held.has(id) || session.TrafficMirrorSessionStatus !== "Created") {
        all.set(id, session);
      }
    }
    const before = new Set(this.#order.filter((id) => all.has(id)));
    const listed = this.sessions.map((session) => session.TrafficMirrorSessionId);
    this.#order = [...new Set([...before, ...listed, ...all.keys()])];
    return this.#order.flatMap((id) => all.get(id) ?? []);
  }

  /** The name of a filter, or else its id. */
  filterName(id: string | undefined): string {
    return (id && this.filters.get(id)?.TrafficMirrorFilterName) || id || "";
  }

  /** The filters that are known, or are named by a session at least. */
  filterIds(): string[] {
    const named = this.sessions.flatMap(({ TrafficMirrorFilterId: id }) => id || []);
    return [...new Set([...this.filters.keys(), ...named])];
  }

  readonly #seen = (): void => {
    if (document.hidden) {
      clearTimeout(this.#timer);
    } else {
      this.poke();
    }
    this.#changed();
  };

  /** Sessions wait for no filters: until those come, they are shown by the ids of their filters. */
  async #readFilters(client: TrafficMirrorClient, signal: AbortSignal): Promise<void> {
    const ids = this.filterIds();
    const due = performance.now() - this.#filtersAt >= FILTERS_MS;
    const unknown = this.#filtersTold && ids.some((id) => !this.filters.has(id));
    if (this.#readingFilters || ids.length === 0 || !(due || unknown)) {
      return;
    }
    this.#readingFilters = true;
    let told = false;
    try {
      const filters: TrafficMirrorFilter[] = [];
      for await (const filter of client.filters({}, { signal })) {
        filters.push(filter);
      }
      if (signal.aborted) {
        return;
      }
      this.filters.clear();
      for (const filter of filters) {
        this.filters.set(filter.TrafficMirrorFilterId, filter);
      }
      told = true;
    } catch {
      // Not every key may list them.
    }
    if (!signal.aborted) {
      this.#readingFilters = false;
      this.#filtersTold = told;
      this.#filtersAt = performance.now();
      this.#changed();
    }
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    const run = this.#run;
    if (run !== undefined && !document.hidden) {
      this.#timer = setTimeout(() => void this.#read(run.signal), ms);
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    const client = this.#client;
    if (client === undefined) {
      return;
    }
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    this.#again = false;
    try {
      const sessions: TrafficMirrorSession[] = [];
      for await (const session of client.sessions({}, { signal })) {
        sessions.push(session);
      }
      if (signal.aborted) {
        return;
      }
      this.sessions = sessions;
      this.loaded = true;
      this.error = undefined;
      void this.#readFilters(client, signal);
    } catch (error) {
      if (!signal.aborted && !isAgain(error, this.error)) {
        this.error = error;
      }
    }
    if (signal.aborted) {
      return;
    }
    this.#reading = false;
    this.#changed();
    const moving = this.sessions.some((session) => MOVING.includes(session.TrafficMirrorSessionStatus));
    const busy = this.error === undefined && (moving || this.expecting());
    const pause = busy ? Math.min(BUSY_MS, this.idleMs) : this.idleMs;
    this.#schedule(this.#again ? 0 : pause);
  }
}

/**
 * Whether it is the same refusal once more. Its message may hold a nonce and a time, and one that changes with each look is
 * read out with each look, and cannot be selected to be copied.
 */
function isAgain(error: unknown, before: unknown): boolean {
  return (
    error instanceof ServiceError &&
    before instanceof ServiceError &&
    error.serviceCode === before.serviceCode
  );
}

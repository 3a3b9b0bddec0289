/** From the events of a deletion to what is drawn of them. */

import type { ClientEvent } from "alicloud-traffic-mirror";
import type { Deletion } from "./deletions.js";

/** A stretch of time, in milliseconds since the first event. */
export interface Span {
  from: number;
  to: number;
}

export interface Attempt extends Span {
  /** Whether it was answered, and not refused. */
  ok: boolean;
  /** Those under way at the same time stand in rows of their own. */
  row: number;
}

export interface State extends Span {
  state: string;
}

export interface Timeline {
  length: number;
  deletes: Attempt[];
  looks: Attempt[];
  /** Waits before another attempt. */
  rests: Span[];
  /** The states of each session, in the order in which they were first told. */
  states: Map<string, State[]>;
  retries: number;
}

/** What is drawn. While a deletion goes on, what is open ends with the last event. */
export function timelineOf({ events, outcome }: Deletion): Timeline {
  const begin = events[0]?.at ?? 0;
  const length = Math.max((events.at(-1)?.at ?? begin) - begin, 1);
  const timeline: Timeline = { length, deletes: [], looks: [], rests: [], states: new Map(), retries: 0 };
  /** When attempts began that were not answered yet, by action. */
  const open = new Map<string, number[]>();
  for (const event of events) {
    const at = event.at - begin;
    const attempts = isDelete(event) ? timeline.deletes : timeline.looks;
    switch (event.type) {
      case "attempt":
        open.set(event.action, [...(open.get(event.action) ?? []), at]);
        break;
      case "answer": {
        const ok = event.code === undefined || event.code.startsWith("ResourceNotFound.TrafficMirror");
        add(attempts, close(open, event.action, at - event.ms), at, ok);
        break;
      }
      case "retry": {
        timeline.retries += 1;
        // One that no answer came to has ended now; one that was refused has ended with its answer.
        const refused = attempts.some(({ to, ok }) => !ok && at - to <= 1);
        if (!refused) {
          add(attempts, close(open, event.action, undefined), at, false);
        }
        if (isDelete(event)) {
          timeline.rests.push({ from: at, to: Math.min(at + event.delayMs, length) });
        }
        break;
      }
      case "state":
        enter(timeline.states, event.id, event.to, at);
        break;
    }
  }
  for (const [action, begun] of open) {
    const attempts = action.startsWith("Delete") ? timeline.deletes : timeline.looks;
    for (const from of begun) {
      add(attempts, from, length, outcome === "running");
    }
  }
  for (const states of timeline.states.values()) {
    const last = states.at(-1);
    if (last !== undefined && last.state !== "gone") {
      last.to = length;
    }
  }
  return timeline;
}

export function isDelete(event: ClientEvent): boolean {
  return event.action.startsWith("Delete");
}

/** The attempt that began then, or else the earliest, is open no more. Gives when it began. */
function close(open: Map<string, number[]>, action: string, from: number | undefined): number {
  const begun = open.get(action) ?? [];
  const near = from === undefined ? 0 : nearest(begun, from);
  const [start] = begun.splice(near, 1);
  return start ?? from ?? 0;
}

function nearest(times: readonly number[], time: number): number {
  let best = 0;
  times.forEach((candidate, at) => {
    if (Math.abs(candidate - time) < Math.abs((times[best] ?? 0) - time)) {
      best = at;
    }
  });
  return best;
}

function add(attempts: Attempt[], from: number, to: number, ok: boolean): void {
  const taken = new Set(attempts.filter((other) => other.to > from && other.from < to).map(({ row }) => row));
  let row = 0;
  while (taken.has(row)) {
    row += 1;
  }
  attempts.push({ from, to, ok, row });
}

function enter(all: Map<string, State[]>, id: string, state: string, at: number): void {
  const states = all.get(id) ?? [];
  const last = states.at(-1);
  if (last?.state !== state) {
    if (last !== undefined) {
      last.to = at;
    }
    states.push({ state, from: at, to: at });
  }
  all.set(id, states);
}

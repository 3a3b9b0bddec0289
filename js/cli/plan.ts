/** Showing what a teardown would do. */

import { type Refused, refusedJson } from "./failure.js";
import type { Plan } from "./region-teardown.js";
import { sessionLines } from "./sessions.js";
import { clean } from "./terminal.js";

export type RegionPlan = { regionId: string; plan: Plan };

/** Rows that a terminal is shown of a long list; anything else gets all. */
const MAX_ROWS = 50;

/** Whether it would change anything. */
export function isEmpty({ sessions, unlisted, filters }: Plan): boolean {
  return sessions.length + unlisted.length + filters.length === 0;
}

/** How many sessions and filters, in words. */
export function sizeOf(plans: readonly RegionPlan[]): string {
  const count = (of: (plan: Plan) => number): number => plans.reduce((sum, { plan }) => sum + of(plan), 0);
  const sessions = count(({ sessions, unlisted }) => sessions.length + unlisted.length);
  const filters = count((plan) => plan.filters.length);
  const parts = [
    ...(sessions > 0 || filters === 0 ? [number(sessions, "session")] : []),
    ...(filters > 0 ? [number(filters, "filter")] : []),
  ];
  return parts.join(" and ");
}

export function planLines(plans: readonly RegionPlan[], stream: NodeJS.WriteStream): string[] {
  const several = plans.length > 1;
  const rows = stream.isTTY === true ? MAX_ROWS : Number.POSITIVE_INFINITY;
  const listed = plans.flatMap(({ regionId, plan }) =>
    plan.sessions.map((session) => ({ regionId, ...session })),
  );
  const table = sessionLines(listed.slice(0, rows), stream, several);
  const at = (regionId: string): string => (several ? ` in ${regionId}` : "");
  const notes = plans.flatMap(({ regionId, plan: { unlisted, filters, kept } }) => {
    const line = (id: string, what: string): string => `${clean(id)}${at(regionId)}: ${what}`;
    return [
      ...unlisted.map((id) => line(id, "on no list; its deletion is tried")),
      ...filters.map((id) => line(id, "filter, used by nothing else")),
      ...kept.map(({ id, reason }) => line(id, `kept, ${inWords(reason)}`)),
    ];
  });
  return [
    ...(listed.length > 0 ? table : []),
    ...(listed.length > rows ? [`… and ${number(listed.length - rows, "more session")}`] : []),
    ...notes.slice(0, rows),
    ...(notes.length > rows ? [`… and ${number(notes.length - rows, "more line")}`] : []),
  ];
}

export function planJson(plans: readonly RegionPlan[], refused: readonly Refused[]): object {
  const list = <T>(of: (plan: Plan) => readonly T[]): T[] => plans.flatMap(({ plan }) => of(plan));
  return {
    planned: list(({ sessions, unlisted }) => [
      ...sessions.map((session) => session.TrafficMirrorSessionId),
      ...unlisted,
    ]),
    plannedFilters: list(({ filters }) => filters),
    kept: keptJson(list(({ kept }) => kept)),
    refused: refusedJson(refused),
  };
}

/** The reasons name the options as JavaScript does. */
export function inWords(reason: string): string {
  return reason
    .replace("olderThanMs", "--older-than asks for")
    .replace("what where asks for", "what --filter-id and --tag ask for");
}

export function keptJson(kept: Plan["kept"]): Plan["kept"] {
  return kept.map(({ id, reason }) => ({ id, reason: inWords(reason) }));
}

export function number(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

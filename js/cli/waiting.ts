/** Waiting until things are created or gone, with the progress shown. */

import type { TrafficMirrorClient, WaitOptions, WaitTarget } from "../entries/index.js";
import { UsageError } from "./failure.js";
import { clean } from "./terminal.js";
import { Ticker } from "./ticker.js";

export type Goal = "created" | "deleted";

export interface Waited {
  /** In the order in which they were named. */
  reached: string[];
  /** What ended it before all were. */
  error?: unknown;
}

/** Waits for sessions, filters and rules. Does not reject. */
export async function waitFor(
  client: TrafficMirrorClient,
  goal: Goal,
  ids: readonly string[],
  options: WaitOptions,
): Promise<Waited> {
  const ticker = new Ticker();
  const seen = new Set<string>();
  const reached = (): string[] => ids.filter((id) => seen.has(id));
  const wait: WaitOptions = {
    ...options,
    onEvent: (event) => event.type === "state" && event.to === stateOf(goal) && seen.add(event.id),
    onProgress: (progress) => ticker.tell(progress.reached / progress.total, waitLine(goal, progress)),
  };
  try {
    const targets = ids.map(targetOf);
    await (goal === "created"
      ? client.waitUntilCreated(targets, wait)
      : client.waitUntilDeleted(targets, wait));
    return { reached: reached() };
  } catch (error) {
    return { reached: reached(), error };
  } finally {
    ticker.end();
  }
}

/** Throws for a word that is none of what can be waited for. */
export function refuseOther(ids: readonly string[]): void {
  const wrong = ids.find((id) => !/^(tm[sf]-[^/]*|tmf-[^/]*\/tmr-.*)$/s.test(id));
  if (wrong !== undefined) {
    throw new UsageError(
      `${JSON.stringify(clean(wrong))} is neither the id of a session (tms-…) or a filter (tmf-…), ` +
        "nor a rule with its filter (tmf-…/tmr-…)",
    );
  }
}

/** A rule is named within its filter. */
function targetOf(id: string): WaitTarget {
  const [filter = "", ...rest] = id.split("/");
  return rest.length === 0
    ? id
    : { TrafficMirrorFilterId: filter, TrafficMirrorFilterRuleId: rest.join("/") };
}

function stateOf(goal: Goal): string {
  return goal === "created" ? "Created" : "gone";
}

function waitLine(
  goal: Goal,
  { total, reached, states }: { total: number; reached: number; states: Record<string, number> },
): string {
  const others = Object.entries(states)
    .filter(([name, count]) => count > 0 && name !== stateOf(goal))
    .map(([name, count]) => `${count} ${clean(name)}`);
  return [`${reached} of ${total} ${goal === "created" ? "created" : "gone"}`, ...others].join(", ");
}

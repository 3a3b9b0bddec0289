/** Waiting: how the client's methods and the module's job speak to each other. */

import { type Job, type Start, starting } from "./core.js";
import { encodeText } from "./encode.js";
import { parameterError } from "./errors.js";
import type { WaitTarget } from "./types.js";

export function startWait(
  kind: Job.WAIT_UNTIL_CREATED | Job.WAIT_UNTIL_GONE,
  what: WaitTarget | WaitTarget[],
  deadlineMs: number,
): Start {
  const ids = (Array.isArray(what) ? what : [what]).map((target) => encodeText(targetText(target)));
  if (ids.includes("!")) {
    throw parameterError("what", "holds half of a surrogate pair, which cannot be encoded");
  }
  return starting(kind, ids.join(""), deadlineMs);
}

/** A target as the module names it: a rule as `FILTER/RULE`. What is neither becomes text that it refuses. */
function targetText(target: WaitTarget): string {
  if (typeof target === "string") {
    return target;
  }
  const { TrafficMirrorFilterId, TrafficMirrorFilterRuleId } = target ?? {};
  return `${TrafficMirrorFilterId}/${TrafficMirrorFilterRuleId}`;
}

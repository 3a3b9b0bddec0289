/** Waiting: how the client's methods and the module's job speak to each other. */

import { encodeText } from "./encode.js";
import { parameterError } from "./errors.js";
import type { Start } from "./teardown.js";
import type { WaitTarget } from "./types.js";

export function startWait(deleted: boolean, what: WaitTarget | WaitTarget[], deadlineMs: number): Start {
  const ids = (Array.isArray(what) ? what : [what]).map((target) => encodeText(targetText(target)));
  if (ids.includes("!")) {
    throw parameterError("what", "holds half of a surrogate pair, which cannot be encoded");
  }
  return (core, link) =>
    core.call([ids.join("")], (wasm, [length = 0]) =>
      wasm.wait_new(link, deleted ? 1 : 0, deadlineMs, length),
    );
}

/** A target as the module names it: a rule as `FILTER/RULE`. What is neither becomes text that it refuses. */
function targetText(target: WaitTarget): string {
  if (typeof target === "string") {
    return target;
  }
  const { TrafficMirrorFilterId, TrafficMirrorFilterRuleId } = target ?? {};
  return `${TrafficMirrorFilterId}/${TrafficMirrorFilterRuleId}`;
}

// What is wanted, and what the quick version guards. A ratio is told as its median.

const most = (value) => ({ value, met: (measured) => measured <= value, sign: "≤" });
const least = (value) => ({ value, met: (measured) => measured >= value, sign: "≥" });

/**
 * `[what, name of the ratio, goal, bound of the quick version, unit]`. Bounds are wide: they are to catch what became
 * several times slower, on any machine and however busy it is. Times depend on the machine, so they have none.
 */
export const GOALS = [
  ["`signUrl` : bare HMAC-SHA1 of 480 B", "v1OverBare", most(1.0), most(8)],
  ["pop-core : `signUrl`", "popCoreOverV1", least(8), least(1)],
  ["official SDK : `signUrl`", "sdkOverV1", least(18), least(3)],
  ["hand-tuned JavaScript : `signUrl`", "tunedOverV1", least(1.4), least(0.15)],
  ["`signRequest` V3 : bare SHA-256 and HMAC-SHA256", "v3OverBare", most(1.3), most(9)],
  ["process start → first signed request, over bare node", "startMs", most(6), undefined, "ms"],
  ["Chromium: page script → first signed URL", "pageMs", most(15), undefined, "ms"],
  ["100 sessions from JSON : `JSON.parse`", "jsonOverParse", most(2), most(20)],
  ["fast-xml-parser : 100 sessions from XML", "fastXmlOverXml", least(10), least(1)],
  ["100 sessions, XML : JSON", "xmlOverJson", most(3), most(10)],
  ["requests/s, 1 at once, `nodeFetch()` : node:http by hand", "oneOverByHand", least(0.95), least(0.2)],
  ["requests/s, 64 at once, `nodeFetch()` : node:http by hand", "manyOverByHand", least(0.95), least(0.12)],
  ["requests/s, 1 at once, `nodeFetch()` : pop-core", "onePopCore", least(1.2), least(0.2)],
  ["requests/s, 64 at once, `nodeFetch()` : pop-core", "manyPopCore", least(1.2), least(0.12)],
  ["CPU per request, 1 at once, client : its own bare transport", "clientOverTransport", most(1.1), most(5)],
];

/** A start, as a multiple of one of bare node, is guarded in place of its milliseconds. */
const GUARDED_ONLY = ["process start to first signed request : bare node", "startOverNode", most(6)];

/** Each goal with what was measured; those without a figure are left out. */
export function judge(ratios) {
  return GOALS.filter(([, name]) => ratios[name] !== undefined).map(([what, name, goal, , unit = "×"]) => ({
    what,
    unit,
    goal: `${goal.sign} ${goal.value}`,
    ...ratios[name],
    reached: goal.met(ratios[name].median),
  }));
}

/** What the quick version found: each bound, and whether it holds. */
export function guard(ratios) {
  const bounds = GOALS.map(([what, name, , bound]) => [what, name, bound]);
  return [...bounds, GUARDED_ONLY]
    .filter(([, name, bound]) => bound !== undefined && ratios[name] !== undefined)
    .map(([what, name, bound]) => ({
      what,
      median: ratios[name].median,
      bound: `${bound.sign} ${bound.value}`,
      within: bound.met(ratios[name].median),
    }));
}

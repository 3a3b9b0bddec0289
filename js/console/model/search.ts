/** What is looked for in the table, and which sessions that leaves. */

import type { TrafficMirrorSession } from "alicloud-traffic-mirror";
import type { Feed } from "./feed.js";

export interface Search {
  text: string;
  state: string;
  filterId: string;
}

/** Everything is found. */
export const NO_SEARCH: Search = { text: "", state: "", filterId: "" };

export function matches(search: Search, feed: Feed, session: TrafficMirrorSession): boolean {
  const text = search.text.trim().toLowerCase();
  const haystack = [
    session.TrafficMirrorSessionName,
    session.TrafficMirrorSessionId,
    session.TrafficMirrorTargetId,
    feed.filterName(session.TrafficMirrorFilterId),
    ...session.TrafficMirrorSourceIds,
  ];
  return (
    (text === "" || haystack.some((part) => part?.toLowerCase().includes(text))) &&
    (search.state === "" || session.TrafficMirrorSessionStatus === search.state) &&
    (search.filterId === "" || session.TrafficMirrorFilterId === search.filterId)
  );
}

/** The same search, unless its filter is gone: nobody could find anything by it, or see why. */
export function searchable(search: Search, feed: Feed): Search {
  return search.filterId === "" || feed.filterIds().includes(search.filterId)
    ? search
    : { ...search, filterId: "" };
}

/** The same ids, unless some are of sessions that are gone: what is gone is not selected. */
export function listed(
  ids: ReadonlySet<string>,
  feed: Feed,
  held: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  if (ids.size === 0 || !feed.loaded) {
    return ids;
  }
  const there = new Set(feed.sessions.map((session) => session.TrafficMirrorSessionId));
  const left = [...ids].filter((id) => there.has(id) || held.has(id));
  return left.length === ids.size ? ids : new Set(left);
}

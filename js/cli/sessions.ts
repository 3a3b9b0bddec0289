/** Sessions as a table. */

import type { TrafficMirrorSession } from "../entries/index.js";
import { type Column, formatTable } from "./table.js";
import { clean, colorsOf, columnsOf } from "./terminal.js";

export type Listed = { regionId: string } & TrafficMirrorSession;

const COLUMNS: readonly Column[] = [
  { head: "ID" },
  { head: "NAME", shrinks: true },
  { head: "STATE" },
  { head: "ON" },
  { head: "SOURCES", shrinks: true },
  { head: "TARGET", shrinks: true },
  { head: "FILTER", shrinks: true },
  { head: "AGE" },
];

/** Lines for `stream`, with a column for the region where there are several. */
export function sessionLines(
  sessions: readonly Listed[],
  stream: NodeJS.WriteStream,
  regions: boolean,
  now = Date.now(),
): string[] {
  const columns = regions ? [{ head: "REGION" }, ...COLUMNS] : COLUMNS;
  const rows = sessions.map((session) => {
    const cells = cellsOf(session, now);
    return (regions ? [session.regionId, ...cells] : cells).map(clean);
  });
  const [head = "", ...lines] = formatTable(columns, rows, columnsOf(stream));
  return [colorsOf(stream).bold(head), ...lines];
}

function cellsOf(session: TrafficMirrorSession, now: number): string[] {
  const [first = "-", ...others] = session.TrafficMirrorSourceIds;
  return [
    session.TrafficMirrorSessionId,
    session.TrafficMirrorSessionName || "-",
    session.TrafficMirrorSessionStatus,
    session.Enabled === undefined ? "-" : session.Enabled ? "on" : "off",
    others.length > 0 ? `${first} +${others.length}` : first,
    session.TrafficMirrorTargetId || "-",
    session.TrafficMirrorFilterId || "-",
    ageOf(session.CreationTime, now),
  ];
}

/** `45m`, `3h`, `12d`. A CreationTime has no seconds. */
function ageOf(created: string | undefined, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(created ?? "")) / 60_000));
  if (Number.isNaN(minutes)) {
    return "-";
  }
  if (minutes < 60) {
    return `${minutes}m`;
  }
  return minutes < 2_880 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 1_440)}d`;
}

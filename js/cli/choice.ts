/** The options that choose sessions, and those that take a length of time. */

import { InvalidArgumentError } from "commander";
import type { ListTrafficMirrorSessionsParams } from "../entries/index.js";

export interface Choice {
  filterId?: string;
  tag?: { Key: string; Value?: string }[];
}

/** What the options ask a List for; undefined where they choose nothing. */
export function whereOf({ filterId, tag }: Choice): ListTrafficMirrorSessionsParams | undefined {
  if (filterId === undefined && tag === undefined) {
    return undefined;
  }
  return {
    ...(filterId === undefined ? {} : { TrafficMirrorFilterId: filterId }),
    ...(tag === undefined ? {} : { Tags: tag }),
  };
}

/** `k=v`, or `k` for any value; adds to those that were given before. */
export function parseTag(text: string, before: Choice["tag"] = []): Choice["tag"] {
  const at = text.indexOf("=");
  const Key = at < 0 ? text : text.slice(0, at);
  if (Key === "") {
    throw new InvalidArgumentError("Write a tag as key=value.");
  }
  return [...(before ?? []), at < 0 ? { Key } : { Key, Value: text.slice(at + 1) }];
}

export function parseWord(text: string): string {
  if (text === "") {
    throw new InvalidArgumentError("It must not be empty.");
  }
  return text;
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30s`, `15m`, `24h` or `7d`, in milliseconds. */
export function parseDuration(text: string): number {
  const [, count, unit = ""] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (!(ms > 0)) {
    throw new InvalidArgumentError("Write a time as 30s, 15m, 24h or 7d.");
  }
  return ms;
}

/** Milliseconds as people say them: `12 s`, `3 min`, `2 h`. */
export function spoken(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) {
    return `${seconds} s`;
  }
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

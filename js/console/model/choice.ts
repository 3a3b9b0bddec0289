/** What is chosen for a teardown, and what that means to the client. */

import type { TeardownTarget } from "alicloud-traffic-mirror";

/** What is chosen in the dialog. */
export interface Choice {
  scope: "selected" | "filter" | "tag" | "all";
  filterId: string;
  tagKey: string;
  tagValue: string;
  older: boolean;
  age: string;
  unit: keyof typeof UNITS;
  withFilters: boolean;
}

export const UNITS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** What is chosen before anybody chose. */
export function fresh(): Choice {
  return {
    scope: "filter",
    filterId: "",
    tagKey: "",
    tagValue: "",
    older: false,
    age: "24",
    unit: "hours",
    withFilters: false,
  };
}

/** What the choice means to the client, which refuses what is left empty. */
export function targetOf(choice: Choice, selected: readonly string[]): TeardownTarget {
  const older = choice.older ? { olderThanMs: Number(choice.age) * UNITS[choice.unit] } : {};
  switch (choice.scope) {
    case "selected":
      return { ids: [...selected], ...older };
    case "filter":
      return { where: { TrafficMirrorFilterId: choice.filterId }, ...older };
    case "tag":
      return {
        where: { Tags: [{ Key: choice.tagKey, ...(choice.tagValue && { Value: choice.tagValue }) }] },
        ...older,
      };
    case "all":
      return { all: true, ...older };
  }
}

/** The narrowing to older sessions, which is checked again when the planned ones are deleted. */
export function age(target: TeardownTarget | undefined): { olderThanMs?: number } {
  return target?.olderThanMs === undefined ? {} : { olderThanMs: target.olderThanMs };
}

/** What a teardown shows: its dialog, what stands above the table, and what is told of it. */

import type { TeardownProgress, TeardownReport } from "alicloud-traffic-mirror";
import type { Saved } from "./checkpoint.js";

/** What would be deleted. */
export interface Plan {
  ids: readonly string[];
  filters: readonly string[];
  /** Sessions that were found, and are left alone. */
  kept: number;
}

export type Dialog =
  | { step: "choose"; error?: unknown }
  | { step: "planning" }
  | { step: "plan"; plan: Plan; resumed?: Saved };

/** One that broke off. Where its checkpoint is kept, it has a key, and can be resumed. */
export interface Broken {
  step: "stopped" | "failed";
  error?: unknown;
  /** How far it had come. */
  progress?: TeardownProgress | undefined;
  key?: string | undefined;
}

export interface Running {
  step: "running";
  progress?: TeardownProgress;
  abort: AbortController;
  unsaved: boolean;
  /** Lets others have it. */
  release?: () => void;
}

/** What stands above the table. */
export type Status =
  | Running
  | { step: "finished"; report: TeardownReport }
  | Broken
  | { step: "unfinished"; key: string; at: number }
  | { step: "elsewhere" }
  | { step: "damaged"; key: string };

/** What is told while one runs, and when it is over. */
export type News = TeardownProgress | TeardownReport | Broken;

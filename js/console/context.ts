/** What every view is given: the state to show, and what a person can do with it. */

import type { TrafficMirrorClient, TrafficMirrorSession } from "alicloud-traffic-mirror";
import type { Words } from "./i18n/language.js";
import type { Deletions } from "./model/deletions.js";
import type { Feed } from "./model/feed.js";
import type { Inspector } from "./model/inspector.js";
import type { Search } from "./model/search.js";
import type { Teardown } from "./model/teardown.js";

export type Tab = "sessions" | "deletions" | "inspector";

export interface Context {
  readonly words: Words;
  readonly client: TrafficMirrorClient | undefined;
  readonly feed: Feed;
  readonly deletions: Deletions;
  readonly teardown: Teardown;
  readonly inspector: Inspector;
  readonly tab: Tab;
  readonly search: Search;
  /** Ids of sessions that are ticked. */
  readonly ticked: ReadonlySet<string>;
  /** The session whose details are shown. */
  readonly opened: string | undefined;
  /** Whether the keys were typed in here. */
  readonly ownKeys: boolean;
  readonly keysError: unknown;
  show(tab: Tab): void;
  find(search: Partial<Search>): void;
  tick(ids: readonly string[], on: boolean): void;
  open(id: string | undefined): void;
  ask(session: TrafficMirrorSession): void;
  connect(keys: Keys): void;
  forgetKeys(): void;
  copy(text: string): Promise<void>;
}

/** What is typed into the form for keys. */
export interface Keys {
  regionId: string;
  accessKeyId: string;
  accessKeySecret: string;
  securityToken: string;
}

/** The console's entry: importing it defines `<traffic-mirror-console>`. It needs a browser. */

import type { TeardownReport, TrafficMirrorClient } from "alicloud-traffic-mirror";
import { TrafficMirrorConsoleElement } from "../console/element.js";

/** The element. Its events bubble, and cross the borders of shadow trees. */
export interface TrafficMirrorConsole extends HTMLElement {
  /** The client to work with. Without one, `null` or `undefined`, the element asks for temporary keys. */
  get client(): TrafficMirrorClient | undefined;
  set client(client: TrafficMirrorClient | null | undefined);
  /** `"en"` or `"zh"`, with any region; default what the document or the browser speaks. */
  lang: string;
  /** `"light"` or `"dark"`; default what the browser prefers. */
  theme: string | null;
  /** The endpoint of a client that is made of keys typed in; default that of the region. */
  endpoint: string | null;
  /** Milliseconds between two looks at the list while nothing changes; default 5000, at least 250. */
  pollMs: number;
  addEventListener<Type extends keyof TrafficMirrorConsoleEventMap>(
    type: Type,
    listener: (this: TrafficMirrorConsole, event: TrafficMirrorConsoleEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

export interface TrafficMirrorConsoleEventMap extends HTMLElementEventMap {
  /** A session was deleted, and is gone. */
  "session-deleted": CustomEvent<{ id: string }>;
  /** A teardown is over. */
  "teardown-finished": CustomEvent<{ report: TeardownReport }>;
}

export const TrafficMirrorConsole: { new (): TrafficMirrorConsole; prototype: TrafficMirrorConsole } =
  TrafficMirrorConsoleElement;

declare global {
  interface HTMLElementTagNameMap {
    "traffic-mirror-console": TrafficMirrorConsole;
  }
}

/** Two copies of this module may meet in one page; the first defines the element. */
if (customElements.get("traffic-mirror-console") === undefined) {
  customElements.define("traffic-mirror-console", TrafficMirrorConsoleElement);
}

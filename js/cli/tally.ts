/** What the events of a teardown have told: all that is known of one that breaks off. */

import type { ClientEvent } from "../entries/index.js";

export class Tally {
  /** Requests sent. */
  calls = 0;
  /** Whether any of them may have deleted something. */
  deletes = false;
  /** Sessions and filters that are gone, whoever deleted them. */
  readonly gone = new Set<string>();
  /** Those whose deletion the service has accepted, and that are still there. */
  readonly deleting = new Set<string>();

  take(event: ClientEvent): void {
    if (event.type === "attempt") {
      this.calls++;
      this.deletes ||= event.action.startsWith("Delete");
    } else if (event.type === "state" && event.to === "gone") {
      this.deleting.delete(event.id);
      this.gone.add(event.id);
    } else if (event.type === "state" && event.to === "Deleting") {
      this.deleting.add(event.id);
    }
  }
}

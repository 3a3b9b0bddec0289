/** The progress of a teardown, over all its regions. */

import type { TeardownProgress } from "../entries/index.js";
import { spoken } from "./choice.js";
import { Ticker } from "./ticker.js";

export class TeardownTicker {
  readonly #regions = new Map<string, TeardownProgress>();
  #ticker: Ticker | undefined;
  #begun = 0;
  /** What was over when the deletion began: the rest alone says how fast it goes. */
  #before: number | undefined;

  #filters = { total: 0, gone: 0 };

  /**
   * From here on progress is shown, and time counted; the question before took as long as it took. `filters` are to be
   * deleted after the sessions.
   */
  begin(filters: number): void {
    this.#ticker = new Ticker();
    this.#begun = Date.now();
    this.#filters = { total: filters, gone: 0 };
  }

  tell(regionId: string, progress: TeardownProgress): void {
    this.#regions.set(regionId, progress);
    const { over } = this.#sum();
    this.#before ??= over;
    this.#show();
  }

  tellFilterGone(): void {
    this.#filters.gone++;
    this.#show();
  }

  #show(): void {
    const { total, over } = this.#sum();
    const filters = this.#filters;
    const share = (over + filters.gone) / Math.max(1, total + filters.total);
    this.#ticker?.tell(share, `${this.#summary()}${this.#left()}`);
  }

  #summary(): string {
    const { total, deleted, deleting, failed } = this.#sum();
    const filters = this.#filters;
    const parts = [
      filters.total > 0
        ? `${deleted} of ${total} sessions and ${filters.gone} of ${filters.total} filters deleted`
        : `${deleted} of ${total} deleted`,
      ...(deleting > 0 ? [`${deleting} deleting`] : []),
      ...(failed > 0 ? [`${failed} failed`] : []),
    ];
    return parts.join(", ");
  }

  end(): void {
    this.#ticker?.end();
    this.#ticker = undefined;
  }

  /** Ends before its time, with how far it came. */
  stop(): void {
    const idle = this.#regions.size === 0 && this.#filters.gone === 0;
    this.#ticker?.end(idle ? "nothing was deleted" : this.#summary());
    this.#ticker = undefined;
  }

  #left(): string {
    const { total, over } = this.#sum();
    const done = over - (this.#before ?? 0);
    if (done <= 0 || over >= total) {
      return "";
    }
    return `, about ${spoken(((Date.now() - this.#begun) * (total - over)) / done)} left`;
  }

  #sum(): { total: number; deleted: number; deleting: number; failed: number; over: number } {
    const sum = { total: 0, deleted: 0, deleting: 0, failed: 0 };
    for (const { total, deleted, deleting, failed } of this.#regions.values()) {
      sum.total += total;
      sum.deleted += deleted;
      sum.deleting += deleting;
      sum.failed += failed;
    }
    return { ...sum, over: sum.deleted + sum.failed };
  }
}

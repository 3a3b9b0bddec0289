/** The teardown: what is chosen, the plan, the run, and going on after a reload. */

import type {
  TeardownOptions,
  TeardownProgress,
  TeardownReport,
  TeardownTarget,
  TrafficMirrorClient,
} from "alicloud-traffic-mirror";
import * as store from "./checkpoint.js";
import { age, type Choice, fresh, targetOf } from "./choice.js";
import type { Deletion, Deletions } from "./deletions.js";
import { paced } from "./paced.js";

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
  | { step: "plan"; plan: Plan; resumed?: store.Saved };

/** What stands above the table. */
export type Status =
  | { step: "running"; progress?: TeardownProgress; abort: AbortController; unsaved: boolean }
  | { step: "finished"; report: TeardownReport }
  | { step: "stopped" }
  | { step: "failed"; error: unknown }
  | { step: "unfinished"; saved: store.Saved }
  | { step: "damaged" };

export class Teardown {
  choice: Choice = fresh();
  dialog: Dialog | undefined;
  status: Status | undefined;
  selected: readonly string[] = [];

  readonly #deletions: Deletions;
  readonly #changed: () => void;
  readonly #soon: () => void;
  readonly #told: (progress: TeardownProgress | TeardownReport) => void;
  #target: TeardownTarget | undefined;
  #planning: AbortController | undefined;

  /** `told` is called with each progress, and with the report. */
  constructor(
    deletions: Deletions,
    changed: () => void,
    told: (progress: TeardownProgress | TeardownReport) => void,
  ) {
    this.#deletions = deletions;
    this.#changed = changed;
    this.#soon = paced(changed);
    this.#told = told;
  }

  get running(): boolean {
    return this.status?.step === "running";
  }

  /** Begins anew with a client: looks whether an earlier page left something unfinished. */
  start(client: TrafficMirrorClient): void {
    this.stop();
    this.#offer(client);
  }

  /** Says what an earlier page, or element, left unfinished, if it did. */
  #offer(client: TrafficMirrorClient): void {
    const saved = store.saved(client.regionId);
    this.status = saved && { step: "unfinished", saved };
  }

  /** Ends what is in flight; the checkpoint stays. */
  stop(): void {
    this.leave();
    if (this.status?.step === "running") {
      this.status.abort.abort();
    }
    this.status = undefined;
    this.choice = fresh();
  }

  open(selected: readonly string[]): void {
    this.selected = selected;
    this.choice = { ...fresh(), scope: selected.length > 0 ? "selected" : "filter" };
    this.dialog = { step: "choose" };
    this.#changed();
  }

  choose(choice: Partial<Choice>): void {
    this.choice = { ...this.choice, ...choice };
    this.#changed();
  }

  /** Closes the dialog; nothing happens. */
  leave(): void {
    this.#planning?.abort();
    this.dialog = undefined;
    this.#changed();
  }

  back(): void {
    this.dialog = { step: "choose" };
    this.#changed();
  }

  /** Has the client say what would be deleted. */
  async plan(client: TrafficMirrorClient): Promise<void> {
    const target = targetOf(this.choice, this.selected);
    const { withFilters } = this.choice;
    this.#target = target;
    await this.#planned((options) => client.teardown(target, { ...options, withFilters }));
  }

  /** Has the client read the saved checkpoint and say what is left to be deleted. */
  async review(client: TrafficMirrorClient): Promise<void> {
    const saved = store.saved(client.regionId);
    if (saved === undefined) {
      // Another page went on with it, or discarded it.
      this.dismiss();
      return;
    }
    await this.#planned((options) => client.resumeTeardown(saved.checkpoint, options), saved);
  }

  /** Forgets the one that was offered, and offers the next. */
  discard(client: TrafficMirrorClient): void {
    const saved = store.saved(client.regionId);
    if (saved !== undefined) {
      store.forget(saved.key);
    }
    this.#offer(client);
    this.#changed();
  }

  dismiss(): void {
    this.status = undefined;
    this.#changed();
  }

  /** Deletes what the plan says: exactly these sessions, whatever has been created meanwhile. */
  async confirm(client: TrafficMirrorClient): Promise<void> {
    if (this.dialog?.step !== "plan") {
      return;
    }
    const { plan, resumed } = this.dialog;
    const { withFilters } = this.choice;
    this.dialog = undefined;
    const deletion = this.#deletions.record("teardown", "", plan.ids);
    if (resumed !== undefined) {
      const go = (options: TeardownOptions): Promise<TeardownReport> =>
        client.resumeTeardown(resumed.checkpoint, options);
      await this.#run(store.begin(client.regionId, resumed.key), deletion, go);
      return;
    }
    const target = { ids: [...plan.ids], ...age(this.#target) };
    await this.#run(store.begin(client.regionId), deletion, (options) =>
      client.teardown(target, { ...options, withFilters }),
    );
  }

  abort(): void {
    if (this.status?.step === "running") {
      this.status.abort.abort();
    }
  }

  async #planned(
    ask: (options: TeardownOptions) => Promise<TeardownReport>,
    resumed?: store.Saved,
  ): Promise<void> {
    this.#planning?.abort();
    const planning = new AbortController();
    this.#planning = planning;
    this.dialog = { step: "planning" };
    this.#changed();
    try {
      const report = await ask({ dryRun: true, signal: planning.signal });
      const ids = report.planned ?? [];
      const filters = report.plannedFilters ?? [];
      if (!ids.every(store.isSessionId) || !filters.every(store.isFilterId)) {
        throw new TypeError("the plan holds what is no id");
      }
      const kept = report.kept.filter(({ id }) => !store.isFilterId(id)).length;
      const plan = { ids, filters, kept };
      this.dialog = { step: "plan", plan, ...(resumed && { resumed }) };
    } catch (error) {
      if (planning.signal.aborted) {
        return;
      }
      if (resumed === undefined) {
        this.dialog = { step: "choose", error };
      } else {
        this.dialog = undefined;
        this.status = isDamaged(error) ? { step: "damaged" } : { step: "failed", error };
      }
    }
    this.#changed();
  }

  async #run(
    key: string,
    deletion: Deletion,
    start: (options: TeardownOptions) => Promise<TeardownReport>,
  ): Promise<void> {
    const status: Status = { step: "running", abort: new AbortController(), unsaved: false };
    const { signal } = status.abort;
    this.status = status;
    this.#changed();
    try {
      const report = await start({
        signal,
        onEvent: this.#deletions.watch(deletion),
        onProgress: (progress) => {
          status.progress = progress;
          this.#told(progress);
          this.#soon();
        },
        checkpoint: (text) => {
          try {
            store.save(key, text);
          } catch {
            // The teardown goes on, and the page says that it cannot be resumed.
            status.unsaved = true;
          }
        },
      });
      store.forget(key);
      this.#deletions.end(deletion, "done");
      this.#end(status, { step: "finished", report });
      this.#told(report);
    } catch (error) {
      this.#deletions.end(deletion, signal.aborted ? "stopped" : "failed", error);
      this.#end(status, signal.aborted ? { step: "stopped" } : { step: "failed", error });
    } finally {
      store.end(key);
    }
  }

  /** Unless the client was taken away meanwhile. */
  #end(running: Status, status: Status): void {
    if (this.status === running) {
      this.status = status;
      this.#changed();
    }
  }
}

function isDamaged(error: unknown): boolean {
  return error instanceof TypeError || (error as { code?: unknown } | null)?.code === "CHECKPOINT";
}

/** The teardown: what is chosen, the plan, the run, and going on after a reload. */

import type {
  TeardownOptions,
  TeardownReport,
  TeardownTarget,
  TrafficMirrorClient,
} from "alicloud-traffic-mirror";
import * as store from "./checkpoint.js";
import { age, type Choice, fresh, targetOf } from "./choice.js";
import type { Deletion, Deletions } from "./deletions.js";
import { hold, whenFree } from "./hold.js";
import { paced } from "./paced.js";
import type { Dialog, News, Running, Status } from "./teardown-state.js";

export class Teardown {
  choice: Choice = fresh();
  dialog: Dialog | undefined;
  status: Status | undefined;
  selected: readonly string[] = [];

  readonly #deletions: Deletions;
  readonly #changed: () => void;
  readonly #soon: () => void;
  readonly #told: (news: News) => void;
  #target: TeardownTarget | undefined;
  #planning: AbortController | undefined;
  #offering: AbortController | undefined;

  /** `told` is called with each progress, and with the report, or with what broke it off. */
  constructor(deletions: Deletions, changed: () => void, told: (news: News) => void) {
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

  /** Offers the latest of those that an earlier page, or element, left unfinished, and that nobody is at work on. */
  #offer(client: TrafficMirrorClient): void {
    this.#offering?.abort();
    this.#offering = new AbortController();
    this.status = undefined;
    for (const key of store.keysOf(client.regionId)) {
      whenFree(key, this.#offering.signal, () => {
        const { status } = this;
        const at = store.read(key)?.at;
        const later = status === undefined || (status.step === "unfinished" && status.at < (at ?? 0));
        if (at !== undefined && later) {
          this.status = { step: "unfinished", key, at };
          this.#changed();
        }
      });
    }
    this.#changed();
  }

  /** Ends what is in flight; the checkpoint stays. */
  stop(): void {
    this.leave();
    this.#offering?.abort();
    this.abort();
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
  async review(client: TrafficMirrorClient, key: string): Promise<void> {
    const saved = store.read(key);
    if (saved === undefined) {
      // Another page went on with it, or discarded it.
      this.#offer(client);
      return;
    }
    await this.#planned((options) => client.resumeTeardown(saved.checkpoint, options), saved);
  }

  /** Forgets the one that was offered, and offers the next. */
  async discard(client: TrafficMirrorClient, key: string): Promise<void> {
    const release = await hold(key);
    // Unless somebody else goes on with it.
    if (release !== undefined) {
      store.forget(key);
      release();
    }
    this.#offer(client);
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
    const target = { ids: [...plan.ids], ...age(this.#target) };
    const status: Running = { step: "running", abort: new AbortController(), unsaved: false };
    this.dialog = undefined;
    this.status = status;
    this.#changed();
    const key = resumed?.key ?? store.newKey(client.regionId);
    const release = await hold(key);
    if (release === undefined || status.abort.signal.aborted) {
      release?.();
      this.#end(status, release === undefined ? { step: "elsewhere" } : undefined);
      return;
    }
    status.release = release;
    await this.#run(status, key, this.#deletions.record("teardown", "", plan.ids), (options) =>
      resumed === undefined
        ? client.teardown(target, { ...options, withFilters })
        : client.resumeTeardown(resumed.checkpoint, options),
    );
  }

  /** Stops the one that runs. Whoever comes next is offered it, be it at once. */
  abort(): void {
    if (this.status?.step === "running") {
      this.status.abort.abort();
      this.status.release?.();
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
        const { key } = resumed;
        this.status = isDamaged(error) ? { step: "damaged", key } : { step: "failed", error, key };
      }
    }
    this.#changed();
  }

  async #run(
    status: Running,
    key: string,
    deletion: Deletion,
    start: (options: TeardownOptions) => Promise<TeardownReport>,
  ): Promise<void> {
    const { signal } = status.abort;
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
      const step = signal.aborted ? "stopped" : "failed";
      const { progress } = status;
      const broken = { step, error, progress, key: store.read(key)?.key } as const;
      this.#deletions.end(deletion, step, error);
      if (this.#end(status, broken)) {
        this.#told(broken);
      }
    } finally {
      status.release?.();
    }
  }

  /** Whether it was this one that stood there: the client may have been taken away meanwhile. */
  #end(running: Running, status: Status | undefined): boolean {
    const stood = this.status === running;
    if (stood) {
      this.status = status;
      this.#changed();
    }
    return stood;
  }
}

function isDamaged(error: unknown): boolean {
  return error instanceof TypeError || (error as { code?: unknown } | null)?.code === "CHECKPOINT";
}

/** The teardown of one region, which stops once its plan stands until it is let go. */

import type {
  ClientEvent,
  TeardownProgress,
  TeardownReport,
  TeardownTarget,
  TrafficMirrorClient,
  TrafficMirrorSession,
} from "../entries/index.js";
import type { Refused } from "./failure.js";
import { Tally } from "./tally.js";

/** What would happen. */
export interface Plan {
  sessions: TrafficMirrorSession[];
  /** Named by the user, but on no List: only the delete itself can say that it is gone. */
  unlisted: string[];
  filters: string[];
  kept: TeardownReport["kept"];
  /** Already gone when an interrupted teardown is resumed. */
  before: number;
}

export interface Job {
  target: TeardownTarget;
  withFilters: boolean;
}

export interface Hooks {
  signal: AbortSignal;
  /** Keeps a checkpoint safe; called first when the job is let go, before anything is changed. */
  save(state: string): Promise<void>;
  onProgress(progress: TeardownProgress): void;
  /** A filter is gone; progress is of sessions alone. */
  onFilterGone(): void;
}

/** How a job ended. Where it broke off, the report has what was known by then. */
export interface Ended {
  report: TeardownReport;
  broken?: Broken;
}

export interface Broken extends Refused {
  /** Accepted by the service, and still there when last looked at; undefined where no deletion was ever sent. */
  deleting: string[] | undefined;
}

/** How a dry run says that no List shows an id. */
const UNLISTED = /^no List shows it/;

export class RegionTeardown {
  readonly regionId: string;
  readonly #client: TrafficMirrorClient;
  readonly #hooks: Hooks;
  /** Lets the job go on, or ends it. */
  #release: (go: boolean) => void = () => {};
  #run: () => Promise<TeardownReport> = () => Promise.reject(new Error("there is no plan yet"));
  readonly #tally = new Tally();
  /** The dry run that the plan was made from: of a resumed job it knows what was done before. */
  #planned: TeardownReport | undefined;

  constructor(regionId: string, client: TrafficMirrorClient, hooks: Hooks) {
    this.regionId = regionId;
    this.#client = client;
    this.#hooks = hooks;
  }

  /** The plan of a new teardown. The job waits within it, so what was shown is what is deleted. */
  async plan({ target, withFilters }: Job): Promise<Plan> {
    const { signal, save, onProgress } = this.#hooks;
    const onEvent = this.#onEvent;
    const released = new Promise<boolean>((resolve) => {
      this.#release = resolve;
    });
    return await new Promise<Plan>((resolve, reject) => {
      let waiting = true;
      const checkpoint = async (state: string): Promise<void> => {
        if (waiting) {
          waiting = false;
          resolve(await this.#planIn(state));
          if (!(await released)) {
            throw new Error("nothing is to be deleted");
          }
        }
        await save(state);
      };
      const job = this.#client.teardown(target, {
        withFilters,
        signal,
        onProgress,
        onEvent,
        checkpoint,
      });
      // Without a checkpoint there was nothing to do, and what it found is all of the plan.
      job.then(({ kept }) => resolve({ sessions: [], unlisted: [], filters: [], kept, before: 0 }), reject);
      this.#run = () => job;
    });
  }

  /** What is left of a teardown that stopped. */
  async planRest(state: string): Promise<Plan> {
    const { signal, save, onProgress } = this.#hooks;
    const onEvent = this.#onEvent;
    this.#run = () => this.#client.resumeTeardown(state, { signal, onProgress, onEvent, checkpoint: save });
    return await this.#planIn(state);
  }

  /** What a new teardown would do; it does not wait to do it. */
  async planOnly({ target, withFilters }: Job): Promise<Plan> {
    const { signal } = this.#hooks;
    return await this.#planOf(await this.#client.teardown(target, { withFilters, signal, dryRun: true }));
  }

  /** Deletes what was planned. Does not reject. */
  async run(): Promise<Ended> {
    this.#release(true);
    try {
      return { report: await this.#run() };
    } catch (error) {
      const { deletes, deleting } = this.#tally;
      const broken = { regionId: this.regionId, error, deleting: deletes ? [...deleting] : undefined };
      return { report: this.#soFar(), broken };
    }
  }

  /** Ends the job before it changed anything. */
  decline(): void {
    this.#release(false);
  }

  close(): void {
    this.#client.close();
  }

  readonly #onEvent = (event: ClientEvent): void => {
    this.#tally.take(event);
    if (event.type === "state" && event.to === "gone" && event.id.startsWith("tmf-")) {
      this.#hooks.onFilterGone();
    }
  };

  /** What was done by now, before this run and in it. */
  #soFar(): TeardownReport {
    const { deleted = [], alreadyGone = [], kept = [] } = this.#planned ?? {};
    const { gone, calls } = this.#tally;
    return {
      deleted: [...deleted, ...gone],
      alreadyGone,
      kept: kept.filter(({ reason }) => !UNLISTED.test(reason)),
      failed: [],
      calls,
      elapsedMs: 0,
    };
  }

  async #planIn(state: string): Promise<Plan> {
    const { signal } = this.#hooks;
    return await this.#planOf(await this.#client.resumeTeardown(state, { signal, dryRun: true }));
  }

  async #planOf(report: TeardownReport): Promise<Plan> {
    this.#planned = report;
    const planned = new Set(report.planned);
    const sessions: TrafficMirrorSession[] = [];
    if (planned.size > 0) {
      for await (const session of this.#client.sessions({}, { signal: this.#hooks.signal })) {
        if (planned.delete(session.TrafficMirrorSessionId)) {
          sessions.push(session);
        }
      }
    }
    // What went away between two looks still belongs to the plan.
    const unlisted = report.kept.filter(({ reason }) => UNLISTED.test(reason)).map(({ id }) => id);
    return {
      sessions,
      unlisted: [...unlisted, ...planned],
      filters: report.plannedFilters ?? [],
      kept: report.kept.filter(({ reason }) => !UNLISTED.test(reason)),
      before: report.deleted.length + report.alreadyGone.length,
    };
  }
}

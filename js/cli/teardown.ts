/** `alicloud-traffic-mirror teardown`: plan, question, deletion, report. */

import type { Command } from "commander";
import type { TeardownTarget } from "../entries/index.js";
import { CheckpointFile } from "./checkpoint-file.js";
import { type Choice, parseDuration, parseTag, parseWord, whereOf } from "./choice.js";
import { addCommon, type CommonOptions, connect, inEach, type Settings, settingsFrom } from "./connection.js";
import { type Exit, Interrupted, lineFor, type Refused, UsageError } from "./failure.js";
import { interruptible } from "./interruption.js";
import { isEmpty, planJson, planLines, type RegionPlan, sizeOf } from "./plan.js";
import { ask } from "./question.js";
import { type Hooks, type Job, type Plan, RegionTeardown } from "./region-teardown.js";
import { exitCodeOfReport, merge, type Outcome, reportJson, reportLines } from "./report.js";
import { keepOrRemove } from "./resumption.js";
import { TeardownTicker } from "./teardown-ticker.js";
import { clean, note, out, outJson } from "./terminal.js";

export interface TeardownOptions extends CommonOptions, Choice {
  all?: boolean;
  olderThan?: number;
  withFilters?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  checkpoint?: string;
  resume?: string;
}

export function addTeardown(program: Command, exit: Exit): void {
  const command = program
    .command("teardown")
    .description("delete many sessions: shows the plan, asks, and waits until all are gone")
    .argument("[id...]", "ids of sessions (tms-)")
    .option("--filter-id <id>", "the sessions that use this filter", parseWord)
    .option("--tag <key=value>", "the sessions with this tag; may be repeated", parseTag)
    .option("--all", "all sessions of the region")
    .option("--older-than <time>", "only those created longer ago, as 30s, 15m, 24h or 7d", parseDuration)
    .option("--with-filters", "also the filters that no session uses any more")
    .option("--dry-run", "only show the plan")
    .option("--yes", "do not ask")
    .option(
      "--checkpoint <file>",
      "where to keep what resuming needs (default in the user's state folder)",
      parseWord,
    )
    .option("--resume <file>", "go on from the checkpoint of a teardown that stopped", parseWord);
  addCommon(command, true).action(async (ids: string[], options: TeardownOptions) =>
    exit(await interruptible((signal) => teardown(ids, options, signal))),
  );
}

async function teardown(
  ids: readonly string[],
  options: TeardownOptions,
  signal: AbortSignal,
): Promise<number> {
  const target = options.resume === undefined ? targetOf(ids, options) : undefined;
  if (target === undefined) {
    refuseBesideResume(ids, options);
  }
  const file =
    options.resume === undefined
      ? await CheckpointFile.create(options.checkpoint, options.dryRun === true)
      : await CheckpointFile.read(options.resume);
  const resumed = target === undefined ? [...file.states.keys()] : undefined;
  if (resumed && options.region !== undefined && resumed.join() !== options.region) {
    throw new UsageError(`--resume goes on where it was begun, in ${resumed.join(", ")}: leave out --region`);
  }
  const settings = await settingsFrom(options, resumed);
  if (settings.all && ids.length > 0) {
    throw new UsageError("ids are of one region: --region all goes with --filter-id, --tag or --all");
  }
  const ticker = new TeardownTicker();
  const jobs = settings.regionIds.map((regionId) => {
    const hooks: Hooks = {
      signal,
      save: (state) => file.save(regionId, state),
      onProgress: (progress) => ticker.tell(regionId, progress),
      onFilterGone: () => ticker.tellFilterGone(),
    };
    return new RegionTeardown(regionId, connect(settings, regionId), hooks);
  });
  const job = target && { target, withFilters: options.withFilters === true };
  try {
    return await carryOut({ jobs, job, file, settings, options, ticker, signal });
  } finally {
    ticker.end();
    for (const one of jobs) {
      one.decline();
      one.close();
    }
  }
}

interface Work {
  jobs: readonly RegionTeardown[];
  /** Undefined where an earlier teardown is resumed. */
  job: Job | undefined;
  file: CheckpointFile;
  settings: Settings;
  options: TeardownOptions;
  ticker: TeardownTicker;
  signal: AbortSignal;
}

/** Plan, question, deletion. Gives the exit code. */
async function carryOut(work: Work): Promise<number> {
  const { jobs, file, settings, options, ticker, signal } = work;
  const planned = await inEach(jobs, (one) => planFor(one, work));
  const [plans, refused] = [
    planned.flatMap(({ regionId, ...rest }) => ("value" in rest ? [{ regionId, plan: rest.value }] : [])),
    planned.flatMap((outcome) => ("error" in outcome ? [outcome] : [])),
  ];
  const nothing: Outcome = { report: merge([], 0), refused };
  if (jobs.length === 1 && refused[0] !== undefined) {
    if (settings.json) {
      outJson(options.dryRun ? planJson(plans, refused) : reportJson(nothing));
    }
    throw refused[0].error;
  }
  tellRefused(refused);
  if (options.dryRun) {
    showPlan(plans, refused, settings.json);
    return exitCodeOfReport(nothing, planned.length);
  }
  if (plans.every(({ plan }) => isEmpty(plan))) {
    note(plans.length > 0 ? "there is nothing to delete" : "no region could be asked");
  } else {
    for (const line of planLines(plans, process.stderr)) {
      note(line);
    }
    if (!options.yes && !(await ask(questionFor(plans, settings), signal))) {
      note("nothing was deleted");
      if (settings.json) {
        const kept = plans.flatMap(({ plan }) => plan.kept);
        outJson(reportJson({ ...nothing, report: { ...nothing.report, kept } }));
      }
      return 1;
    }
    note(`checkpoint: ${file.path}`);
  }
  const going = jobs.filter(({ regionId }) => plans.some((plan) => plan.regionId === regionId));
  ticker.begin(plans.reduce((sum, { plan }) => sum + plan.filters.length, 0));
  return await remove(going, refused, work);
}

/** Lets the jobs go, and reports. Gives the exit code. */
async function remove(
  going: readonly RegionTeardown[],
  unplanned: readonly Refused[],
  { jobs, job, file, settings, options, ticker }: Work,
): Promise<number> {
  const begun = Date.now();
  const ended = await Promise.all(going.map((one) => one.run()));
  const broken = ended.flatMap((one) => one.broken ?? []);
  const interruption = broken.find(({ error }) => error instanceof Interrupted);
  interruption ? ticker.stop() : ticker.end();
  tellRefused(broken.filter(({ error }) => !(error instanceof Interrupted)));
  const reports = ended.map(({ report }) => report);
  const outcome = { report: merge(reports, Date.now() - begun), refused: [...unplanned, ...broken] };
  if (settings.json) {
    outJson(reportJson(outcome));
  } else if (!interruption) {
    out(`${reportLines(outcome).join("\n")}\n`);
  }
  // A region that a resumed teardown could not ask has its part of the checkpoint still to be done.
  const unfinished = [...outcome.report.failed, ...broken, ...(job === undefined ? unplanned : [])];
  await keepOrRemove(file, unfinished.length > 0, settings, options);
  if (interruption) {
    throw interruption.error;
  }
  return exitCodeOfReport(outcome, jobs.length);
}

function tellRefused(refused: readonly Refused[]): void {
  for (const { regionId, error } of refused) {
    note(`${regionId}: ${lineFor(error)}`);
  }
}

async function planFor(one: RegionTeardown, { job, file, options }: Work): Promise<Plan> {
  if (job === undefined) {
    return await one.planRest(file.states.get(one.regionId) ?? "");
  }
  return options.dryRun ? await one.planOnly(job) : await one.plan(job);
}

function showPlan(plans: readonly RegionPlan[], refused: readonly Refused[], json: boolean): void {
  if (json) {
    outJson(planJson(plans, refused));
    return;
  }
  const lines = planLines(plans, process.stdout);
  out([...lines, `${sizeOf(plans)} would be deleted`, ""].join("\n"));
}

function questionFor(plans: readonly RegionPlan[], { keys, endpoint }: Settings): string {
  const full = plans.filter(({ plan }) => !isEmpty(plan)).map(({ regionId }) => regionId);
  const before = plans.reduce((sum, { plan }) => sum + plan.before, 0);
  const done = before > 0 ? ` (${before} are gone already)` : "";
  const where = full.length > 3 ? `${full.length} regions` : full.join(", ");
  const at = endpoint === undefined ? "" : ` at ${endpoint}`;
  return `Delete ${sizeOf(plans)} in ${where}${at}, with the keys of ${clean(keys.from)}?${done}`;
}

function targetOf(ids: readonly string[], options: TeardownOptions): TeardownTarget {
  const bare = options.tag?.find(({ Value }) => Value === "");
  if (bare !== undefined) {
    // Mostly an unset variable of a script.
    const key = clean(bare.Key);
    throw new UsageError(`--tag ${key}= says no value, and chooses nothing here: write --tag ${key} for any`);
  }
  const where = whereOf(options);
  const chosen = [ids.length > 0, where !== undefined, options.all === true].filter(Boolean).length;
  if (chosen !== 1) {
    throw new UsageError(
      `${chosen === 0 ? "what is to be deleted?" : "choose one:"} Give ids, or --filter-id and --tag, or --all`,
    );
  }
  const age = options.olderThan === undefined ? {} : { olderThanMs: options.olderThan };
  if (ids.length > 0) {
    const wrong = ids.find((id) => !/^tms-./.test(id));
    if (wrong !== undefined) {
      throw new UsageError(`${JSON.stringify(clean(wrong))} is not the id of a session (tms-…)`);
    }
    return { ids: [...new Set(ids)], ...age };
  }
  return where === undefined ? { all: true, ...age } : { where, ...age };
}

/** A resumed teardown does what it was begun for, where it was begun. */
function refuseBesideResume(ids: readonly string[], options: TeardownOptions): void {
  const { filterId, tag, all, olderThan, withFilters, checkpoint } = options;
  const others = { filterId, tag, all, olderThan, withFilters, checkpoint };
  if (ids.length > 0 || Object.values(others).some((value) => value !== undefined)) {
    throw new UsageError("--resume goes on with what was begun: leave out ids and what chooses sessions");
  }
}

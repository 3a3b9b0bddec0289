/** `alicloud-traffic-mirror teardown`: plan, question, deletion, report. */

import type { Command } from "commander";
import type { TeardownTarget } from "../entries/index.js";
import { CheckpointFile } from "./checkpoint-file.js";
import { type Choice, parseDuration, parseFilterId, parseTag, whereOf } from "./choice.js";
import { addCommon, type CommonOptions, connect, inEach, type Settings, settingsFrom } from "./connection.js";
import { errorJson, lineFor, UsageError } from "./failure.js";
import { interruptible } from "./interruption.js";
import type { Exit } from "./list.js";
import { isEmpty, planJson, planLines, type RegionPlan, sizeOf } from "./plan.js";
import { ask } from "./question.js";
import { type Hooks, type Job, RegionTeardown } from "./region-teardown.js";
import { exitCodeOf, merge, reportJson, reportLines } from "./report.js";
import { TeardownTicker } from "./teardown-ticker.js";
import { note, out, outJson } from "./terminal.js";

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
    .option("--filter-id <id>", "the sessions that use this filter", parseFilterId)
    .option("--tag <key=value>", "the sessions with this tag; may be repeated", parseTag)
    .option("--all", "all sessions of the region")
    .option("--older-than <time>", "only those created longer ago, as 30s, 15m, 24h or 7d", parseDuration)
    .option("--with-filters", "also the filters that no session uses any more")
    .option("--dry-run", "only show the plan")
    .option("--yes", "do not ask")
    .option("--checkpoint <file>", "where to keep what resuming needs (default in the user's state folder)")
    .option("--resume <file>", "go on from the checkpoint of a teardown that stopped");
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
      ? await CheckpointFile.create(options.checkpoint)
      : await CheckpointFile.read(options.resume);
  const settings = await settingsFrom(options, target === undefined ? [...file.states.keys()] : undefined);
  const ticker = new TeardownTicker();
  const jobs = settings.regionIds.map((regionId) => {
    const hooks: Hooks = {
      signal,
      save: (state) => file.save(regionId, state),
      onProgress: (progress) => ticker.tell(regionId, progress),
    };
    return new RegionTeardown(regionId, connect(settings, regionId), hooks);
  });
  const job = target && { target, withFilters: options.withFilters === true };
  try {
    return await carryOut(jobs, job, file, settings, options, ticker, signal);
  } finally {
    ticker.end();
    for (const one of jobs) {
      one.decline();
      one.close();
    }
  }
}

async function carryOut(
  jobs: readonly RegionTeardown[],
  job: Job | undefined,
  file: CheckpointFile,
  settings: Settings,
  options: TeardownOptions,
  ticker: TeardownTicker,
  signal: AbortSignal,
): Promise<number> {
  const planned = await inEach(jobs, (one) => planFor(one, job, file, options.dryRun === true));
  const refused = planned.flatMap((outcome) => ("error" in outcome ? [outcome] : []));
  if (refused.length === planned.length && refused[0] !== undefined && !settings.all) {
    throw refused[0].error;
  }
  const plans = planned.flatMap(({ regionId, ...rest }) =>
    "value" in rest ? [{ regionId, plan: rest.value }] : [],
  );
  for (const { regionId, error } of refused) {
    note(`${regionId}: ${lineFor(error)}`);
  }
  if (options.dryRun) {
    showPlan(plans, refused, settings.json);
    return exitCodeOf({ report: merge([], 0), refused }, planned.length);
  }
  const nothing = plans.every(({ plan }) => isEmpty(plan));
  if (!nothing) {
    for (const line of planLines(plans, process.stderr)) {
      note(line);
    }
    if (!options.yes && !(await ask(questionFor(plans, settings), signal))) {
      note("nothing was deleted");
      return 1;
    }
    note(`checkpoint: ${file.path}`);
  } else if (plans.length > 0) {
    note("there is nothing to delete");
  }
  ticker.begin();
  const begun = Date.now();
  const going = jobs.filter(({ regionId }) => plans.some((plan) => plan.regionId === regionId));
  try {
    const ended = await inEach(going, (one) => one.run(), going.length);
    const reports = ended.flatMap((outcome) => ("value" in outcome ? [outcome.value] : []));
    const broken = ended.flatMap((outcome) => ("error" in outcome ? [outcome] : []));
    ticker.end();
    for (const { regionId, error } of broken) {
      note(`${regionId}: ${lineFor(error)}`);
    }
    const report = merge(reports, Date.now() - begun);
    const outcome = { report, refused: [...refused, ...broken] };
    settings.json ? outJson(reportJson(outcome)) : out(`${reportLines(outcome).join("\n")}\n`);
    await keepOrRemove(file, report.failed.length + broken.length > 0, settings, options);
    return exitCodeOf(outcome, planned.length);
  } catch (error) {
    ticker.stop();
    await keepOrRemove(file, true, settings, options);
    throw error;
  }
}

async function planFor(one: RegionTeardown, job: Job | undefined, file: CheckpointFile, dryRun: boolean) {
  if (job === undefined) {
    return await one.planRest(file.states.get(one.regionId) ?? "");
  }
  return dryRun ? await one.planOnly(job) : await one.plan(job);
}

function showPlan(
  plans: readonly RegionPlan[],
  refused: readonly { regionId: string; error: unknown }[],
  json: boolean,
): void {
  if (json) {
    const regions = refused.map(({ regionId, error }) => ({ regionId, error: errorJson(error) }));
    outJson({ ...planJson(plans), refused: regions });
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
  return `Delete ${sizeOf(plans)} in ${where}${at}, with the keys of ${keys.from}?${done}`;
}

/** What is left of the job, after a failure or an interruption, stays for `--resume`. */
async function keepOrRemove(
  file: CheckpointFile,
  keep: boolean,
  settings: Settings,
  options: TeardownOptions,
): Promise<void> {
  await file.settled();
  if (!keep) {
    await file.remove();
  } else if (file.written) {
    note(`to go on: ${resumption(file.path, settings, options)}`);
  }
}

function resumption(
  path: string,
  { endpoint, signature, format }: Settings,
  { profile }: TeardownOptions,
): string {
  const options = { resume: path, endpoint, signature, format, profile };
  const words = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(value)],
  );
  return ["alicloud-traffic-mirror teardown", ...words].join(" ");
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function targetOf(ids: readonly string[], options: TeardownOptions): TeardownTarget {
  const where = whereOf(options);
  const chosen = [ids.length > 0, where !== undefined, options.all === true].filter(Boolean).length;
  if (chosen !== 1) {
    throw new UsageError(
      `${chosen === 0 ? "what is to be deleted?" : "choose one:"} Give ids, or --filter-id and --tag, or --all`,
    );
  }
  const age = options.olderThan === undefined ? {} : { olderThanMs: options.olderThan };
  if (ids.length > 0) {
    return { ids: [...new Set(ids)], ...age };
  }
  return where === undefined ? { all: true, ...age } : { where, ...age };
}

/** A resumed teardown does what it was begun for, where it was begun. */
function refuseBesideResume(ids: readonly string[], options: TeardownOptions): void {
  const { filterId, tag, all, olderThan, withFilters, checkpoint, region } = options;
  const others = { filterId, tag, all, olderThan, withFilters, checkpoint, region };
  if (ids.length > 0 || Object.values(others).some((value) => value !== undefined)) {
    throw new UsageError(
      "--resume goes on with what was begun: leave out ids, region and what chooses sessions",
    );
  }
}

/** `alicloud-traffic-mirror delete` */

import type { Command } from "commander";
import { ServiceError, signUrl, type TrafficMirrorClient } from "../entries/index.js";
import { parseDuration } from "./choice.js";
import { addCommon, type CommonOptions, connect, onlyRegion, settingsFrom } from "./connection.js";
import { type Exit, errorJson, exitCodeFor, Interrupted, lineFor, UsageError } from "./failure.js";
import { interruptible } from "./interruption.js";
import { clean, note, out, outJson } from "./terminal.js";
import { waitFor } from "./waiting.js";

interface DeleteOptions extends CommonOptions {
  wait?: boolean;
  dryRun?: boolean;
  deadline?: number;
}

/** Deletes on their way at once. */
const TOGETHER = 4;

export function addDelete(program: Command, exit: Exit): void {
  const command = program
    .command("delete")
    .description("delete sessions; teardown does the same for many, with a plan and a checkpoint")
    .argument("<id...>", "ids of sessions (tms-)")
    .option("--wait", "wait until they are gone")
    .option("--dry-run", "ask the service whether it would be allowed, and delete nothing")
    .option("--deadline <time>", "longest time for --wait, as 30s, 15m or 24h (default 5m)", parseDuration);
  addCommon(command).action(async (ids: string[], options: DeleteOptions) =>
    exit(await interruptible((signal) => remove([...new Set(ids)], options, signal))),
  );
}

async function remove(ids: readonly string[], options: DeleteOptions, signal: AbortSignal): Promise<number> {
  const settings = await settingsFrom(options);
  const regionId = onlyRegion(settings);
  const [dryRun, waits] = [options.dryRun === true, options.wait === true && options.dryRun !== true];
  refuseWrong(ids, regionId, waits);
  const client = connect(settings, regionId);
  let outcome: Outcome = { accepted: [], gone: undefined, unknown: [], notSent: [], failed: [] };
  try {
    outcome = await request(client, ids, dryRun, signal);
    const going = waits ? await takeGoing(client, outcome, signal) : [];
    tell(outcome, dryRun, settings.json);
    // What was sent is told before it ends.
    signal.throwIfAborted();
    if (waits) {
      const awaited = ids.filter((id) => outcome.accepted.includes(id) || going.includes(id));
      outcome.gone = [];
      if (awaited.length > 0) {
        await watch(client, awaited, options.deadline, outcome, signal);
      }
      if (!settings.json) {
        out(outcome.gone.map((id) => `${id} gone\n`).join(""));
      }
    }
  } finally {
    client.close();
    if (settings.json) {
      tellJson(outcome, dryRun);
    }
  }
  const done = (outcome.gone ?? outcome.accepted).length;
  return exitCodeFor(done, ids.length - done);
}

/** What became of the ids, in the order in which they were named. */
interface Outcome {
  accepted: string[];
  /** Undefined where nobody waits for it. */
  gone: string[] | undefined;
  /** Their requests were cut off. */
  unknown: string[];
  /** The interruption came before their requests. */
  notSent: string[];
  failed: { id: string; error: unknown }[];
}

function tell({ accepted, unknown, notSent, failed }: Outcome, dryRun: boolean, json: boolean): void {
  if (!json) {
    const word = dryRun ? "would be deleted" : "deletion accepted";
    out(accepted.map((id) => `${id} ${word}\n`).join(""));
  }
  for (const { id, error } of failed) {
    note(`${id}: ${lineFor(error)}`);
  }
  const cut = dryRun
    ? "interrupted before the service answered; nothing was deleted"
    : "interrupted; the service may have its deletion all the same";
  for (const id of unknown) {
    note(`${id}: ${cut}`);
  }
  for (const id of notSent) {
    note(`${id}: interrupted before it was sent`);
  }
}

function tellJson({ accepted, gone, unknown, notSent, failed }: Outcome, dryRun: boolean): void {
  outJson({
    [dryRun ? "deletable" : "accepted"]: accepted,
    ...(gone === undefined ? {} : { gone }),
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(notSent.length === 0 ? {} : { notSent }),
    failed: failed.map(({ id, error }) => ({ id, error: errorJson(error) })),
  });
}

/** Throws where an id can never be right, or never be waited for, before any other is deleted. */
function refuseWrong(ids: readonly string[], regionId: string, waits: boolean): void {
  const credentials = { accessKeyId: "unset", accessKeySecret: "unset" };
  for (const id of ids) {
    signUrl("DeleteTrafficMirrorSession", { TrafficMirrorSessionId: id }, { regionId, credentials });
    if (waits && !/^tms-[^/]*$/.test(id)) {
      throw new UsageError(`${JSON.stringify(clean(id))} is not the id of a session (tms-…)`);
    }
  }
}

/** Asks for each deletion, a few at a time, until the signal aborts. */
async function request(
  client: TrafficMirrorClient,
  ids: readonly string[],
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Outcome> {
  const [accepted, unknown] = [new Set<string>(), new Set<string>()];
  const failed: Outcome["failed"] = [];
  const queue = [...ids];
  const next = (): string | undefined => (signal.aborted ? undefined : queue.shift());
  const worker = async (): Promise<void> => {
    for (let id = next(); id !== undefined; id = next()) {
      try {
        const parameters = { TrafficMirrorSessionId: id, ...(dryRun ? { DryRun: true } : {}) };
        await client.deleteTrafficMirrorSession(parameters, { signal });
        accepted.add(id);
      } catch (error) {
        if (error instanceof Interrupted) {
          unknown.add(id);
        } else {
          failed.push({ id, error });
        }
      }
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return {
    accepted: ids.filter((id) => accepted.has(id)),
    gone: undefined,
    unknown: ids.filter((id) => unknown.has(id)),
    notSent: queue,
    failed,
  };
}

/**
 * Takes out of the failures the sessions that go all the same, since whoever waits wants them gone: those that the service
 * does not know, and those that it refuses to delete because they are being deleted.
 */
async function takeGoing(
  client: TrafficMirrorClient,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<string[]> {
  const refusedBy = (code: string): string[] =>
    outcome.failed.flatMap(({ id, error }) =>
      error instanceof ServiceError && error.serviceCode === `${code}.TrafficMirrorSession` ? [id] : [],
    );
  const going = refusedBy("ResourceNotFound");
  const busy = refusedBy("IncorrectStatus");
  try {
    for (let from = 0; from < busy.length; from += 100) {
      const TrafficMirrorSessionIds = busy.slice(from, from + 100);
      const left = new Set(TrafficMirrorSessionIds);
      for await (const session of client.sessions({ TrafficMirrorSessionIds }, { signal })) {
        if (session.TrafficMirrorSessionStatus !== "Deleting") {
          left.delete(session.TrafficMirrorSessionId);
        }
      }
      going.push(...left);
    }
  } catch {
    // That they were refused is told; an interruption by whoever called.
  }
  outcome.failed = outcome.failed.filter(({ id }) => !going.includes(id));
  return going;
}

/** Waits until the ids are gone, and notes those that are, also where the time runs out. */
async function watch(
  client: TrafficMirrorClient,
  ids: readonly string[],
  deadlineMs: number | undefined,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<void> {
  const { reached, error } = await waitFor(client, "deleted", ids, { signal, deadlineMs });
  outcome.gone = reached;
  if (error instanceof Interrupted) {
    throw error;
  }
  if (error !== undefined) {
    note(lineFor(error));
  }
}

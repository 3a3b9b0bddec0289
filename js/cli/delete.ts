/** `alicloud-traffic-mirror delete` */

import type { Command } from "commander";
import { signUrl, type TrafficMirrorClient } from "../entries/index.js";
import { parseDuration } from "./choice.js";
import { addCommon, type CommonOptions, connect, onlyRegion, settingsFrom } from "./connection.js";
import { type Exit, errorJson, exitCodeFor, Interrupted, lineFor } from "./failure.js";
import { interruptible } from "./interruption.js";
import { note, out, outJson } from "./terminal.js";
import { Ticker } from "./ticker.js";
import { waitLine } from "./wait.js";

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
  refuseWrong(ids, regionId);
  const client = connect(settings, regionId);
  const outcome: Outcome = { accepted: [], gone: undefined, unknown: [], failed: [] };
  try {
    await request(client, ids, options, signal, outcome);
    if (!settings.json) {
      const word = options.dryRun ? "would be deleted" : "deletion accepted";
      out(outcome.accepted.map((id) => `${id} ${word}\n`).join(""));
    }
    for (const { id, error } of outcome.failed) {
      note(`${id}: ${lineFor(error)}`);
    }
    for (const id of outcome.unknown) {
      note(`${id}: interrupted; the service may have its deletion all the same`);
    }
    // What was sent is told before it ends.
    signal.throwIfAborted();
    if (options.wait && !options.dryRun) {
      outcome.gone = [];
      await watch(client, outcome.accepted, outcome.gone, options.deadline, signal);
      if (!settings.json) {
        out(outcome.gone.map((id) => `${id} gone\n`).join(""));
      }
    }
  } finally {
    client.close();
    if (settings.json) {
      tell(outcome, options.dryRun === true);
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
  failed: { id: string; error: unknown }[];
}

function tell({ accepted, gone, unknown, failed }: Outcome, dryRun: boolean): void {
  outJson({
    [dryRun ? "deletable" : "accepted"]: accepted,
    ...(gone === undefined ? {} : { gone }),
    ...(unknown.length === 0 ? {} : { unknown }),
    failed: failed.map(({ id, error }) => ({ id, error: errorJson(error) })),
  });
}

/** Throws where an id can never be right, before any other is deleted. */
function refuseWrong(ids: readonly string[], regionId: string): void {
  const credentials = { accessKeyId: "unset", accessKeySecret: "unset" };
  for (const id of ids) {
    signUrl("DeleteTrafficMirrorSession", { TrafficMirrorSessionId: id }, { regionId, credentials });
  }
}

/** Asks for each deletion, a few at a time, until the signal aborts. */
async function request(
  client: TrafficMirrorClient,
  ids: readonly string[],
  { dryRun }: DeleteOptions,
  signal: AbortSignal,
  outcome: Outcome,
): Promise<void> {
  const { failed } = outcome;
  const [accepted, unknown] = [new Set<string>(), new Set<string>()];
  const queue = [...ids];
  const worker = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined && !signal.aborted; id = queue.shift()) {
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
  outcome.accepted = ids.filter((id) => accepted.has(id));
  outcome.unknown = ids.filter((id) => unknown.has(id));
}

/** Adds the ids that are gone, until all are, or the time has run out. */
async function watch(
  client: TrafficMirrorClient,
  ids: readonly string[],
  gone: string[],
  deadlineMs: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const ticker = new Ticker();
  const seen = new Set<string>();
  try {
    await client.waitUntilDeleted([...ids], {
      signal,
      deadlineMs,
      onEvent: (event) => event.type === "state" && event.to === "gone" && seen.add(event.id),
      onProgress: (progress) => ticker.tell(progress.reached / progress.total, waitLine("deleted", progress)),
    });
  } catch (error) {
    if (error instanceof Interrupted) {
      throw error;
    }
    note(lineFor(error));
  } finally {
    ticker.end();
    gone.push(...ids.filter((id) => seen.has(id)));
  }
}

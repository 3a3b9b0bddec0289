/** `alicloud-traffic-mirror delete` */

import type { Command } from "commander";
import type { TrafficMirrorClient } from "../entries/index.js";
import { parseDuration } from "./choice.js";
import { addCommon, type CommonOptions, connect, onlyRegion, settingsFrom } from "./connection.js";
import { type Exit, errorJson, exitCodeFor, Interrupted, isWrongInput, lineFor } from "./failure.js";
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
  const client = connect(settings, onlyRegion(settings));
  const failed: { id: string; error: unknown }[] = [];
  const accepted = await request(client, ids, options, signal, failed);
  const word = options.dryRun ? "would be deleted" : "deletion accepted";
  if (!settings.json) {
    out(accepted.map((id) => `${id} ${word}\n`).join(""));
  }
  for (const { id, error } of failed) {
    note(`${id}: ${lineFor(error)}`);
  }
  let gone: readonly string[] | undefined;
  if (options.wait && !options.dryRun) {
    gone = accepted.length > 0 ? await watch(client, accepted, options.deadline, signal) : [];
    if (!settings.json) {
      out(gone.map((id) => `${id} gone\n`).join(""));
    }
  }
  client.close();
  if (settings.json) {
    outJson({
      [options.dryRun ? "deletable" : "accepted"]: accepted,
      ...(gone === undefined ? {} : { gone }),
      failed: failed.map(({ id, error }) => ({ id, error: errorJson(error) })),
    });
  }
  const done = (gone ?? accepted).length;
  return exitCodeFor(done, ids.length - done);
}

/** Gives the ids whose deletion was accepted, in the order in which they were named. */
async function request(
  client: TrafficMirrorClient,
  ids: readonly string[],
  { dryRun }: DeleteOptions,
  signal: AbortSignal,
  failed: { id: string; error: unknown }[],
): Promise<string[]> {
  const accepted = new Set<string>();
  const queue = [...ids];
  const worker = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      try {
        const parameters = { TrafficMirrorSessionId: id, ...(dryRun ? { DryRun: true } : {}) };
        await client.deleteTrafficMirrorSession(parameters, { signal });
        accepted.add(id);
      } catch (error) {
        if (error instanceof Interrupted || isWrongInput(error)) {
          throw error;
        }
        failed.push({ id, error });
      }
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return ids.filter((id) => accepted.has(id));
}

/** Gives the ids that are gone: all, or none where the time ran out. */
async function watch(
  client: TrafficMirrorClient,
  ids: string[],
  deadlineMs: number | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  const ticker = new Ticker();
  try {
    await client.waitUntilDeleted(ids, {
      signal,
      deadlineMs,
      onProgress: (progress) => ticker.tell(progress.reached / progress.total, waitLine("deleted", progress)),
    });
    return ids;
  } catch (error) {
    if (error instanceof Interrupted) {
      throw error;
    }
    note(lineFor(error));
    return [];
  } finally {
    ticker.end();
  }
}

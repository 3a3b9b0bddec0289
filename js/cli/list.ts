/** `alicloud-traffic-mirror list` */

import type { Command } from "commander";
import { type Choice, parseTag, parseWord, whereOf } from "./choice.js";
import { addCommon, type CommonOptions, connect, inEach, settingsFrom } from "./connection.js";
import { type Exit, exitCodeFor, lineFor, refusedJson } from "./failure.js";
import { interruptible } from "./interruption.js";
import { type Listed, sessionLines } from "./sessions.js";
import { note, out, outJson } from "./terminal.js";

export function addList(program: Command, exit: Exit): void {
  const command = program
    .command("list")
    .description("list the sessions of a region, or of all")
    .option("--filter-id <id>", "only sessions that use this filter", parseWord)
    .option("--tag <key=value>", "only sessions with this tag; may be repeated", parseTag);
  addCommon(command, true).action(async (options: CommonOptions & Choice) =>
    exit(await interruptible((signal) => list(options, signal))),
  );
}

async function list(options: CommonOptions & Choice, signal: AbortSignal): Promise<number> {
  const settings = await settingsFrom(options);
  const where = whereOf(options);
  const places = settings.regionIds.map((regionId) => ({ regionId }));
  const outcomes = await inEach(places, async ({ regionId }) => {
    const client = connect(settings, regionId);
    const found: Listed[] = [];
    for await (const session of client.sessions(where, { signal })) {
      found.push({ regionId, ...session });
    }
    client.close();
    return found;
  });
  const sessions = outcomes.flatMap((outcome) => ("value" in outcome ? outcome.value : []));
  const refused = outcomes.flatMap((outcome) => ("error" in outcome ? [outcome] : []));
  if (settings.json) {
    outJson({ sessions, refused: refusedJson(refused) });
  } else if (sessions.length > 0) {
    out(`${sessionLines(sessions, process.stdout, settings.all).join("\n")}\n`);
  } else if (refused.length < outcomes.length) {
    note(
      settings.all ? "no sessions in any region that answered" : `no sessions in ${outcomes[0]?.regionId}`,
    );
  }
  if (!settings.all && refused[0] !== undefined) {
    throw refused[0].error;
  }
  for (const { regionId, error } of refused) {
    note(`${regionId}: ${lineFor(error)}`);
  }
  return exitCodeFor(outcomes.length - refused.length, refused.length);
}

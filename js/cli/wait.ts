/** `alicloud-traffic-mirror wait` */

import { Argument, type Command } from "commander";
import { parseDuration } from "./choice.js";
import { addCommon, type CommonOptions, connect, onlyRegion, settingsFrom } from "./connection.js";
import { type Exit, errorJson, isWrongInput } from "./failure.js";
import { interruptible } from "./interruption.js";
import { outJson } from "./terminal.js";
import { type Goal, refuseOther, waitFor } from "./waiting.js";

interface WaitCommandOptions extends CommonOptions {
  deadline?: number;
}

export function addWait(program: Command, exit: Exit): void {
  const command = program
    .command("wait")
    .description("wait until sessions, filters or rules are created, or gone")
    .addArgument(new Argument("<state>", "what to wait for").choices(["created", "deleted"]))
    .argument("<id...>", "ids of sessions (tms-) and filters (tmf-); rules as FILTER/RULE (tmf-…/tmr-…)")
    .option("--deadline <time>", "longest time to wait, as 30s, 15m or 24h (default 5m)", parseDuration);
  addCommon(command).action(async (state: Goal, ids: string[], options: WaitCommandOptions) => {
    await interruptible((signal) => wait(state, ids, options, signal));
    exit(0);
  });
}

async function wait(
  state: Goal,
  ids: readonly string[],
  options: WaitCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  refuseOther(ids);
  const settings = await settingsFrom(options);
  const client = connect(settings, onlyRegion(settings));
  const { reached, error } = await waitFor(client, state, ids, { signal, deadlineMs: options.deadline });
  client.close();
  if (settings.json && !isWrongInput(error)) {
    outJson({ state, ids, reached, ...(error === undefined ? {} : { error: errorJson(error) }) });
  }
  if (error !== undefined) {
    throw error;
  }
}

/** `alicloud-traffic-mirror wait` */

import { Argument, type Command } from "commander";
import type { WaitTarget } from "../entries/index.js";
import { parseDuration } from "./choice.js";
import { addCommon, type CommonOptions, connect, onlyRegion, settingsFrom } from "./connection.js";
import type { Exit } from "./failure.js";
import { interruptible } from "./interruption.js";
import { clean, outJson } from "./terminal.js";
import { Ticker } from "./ticker.js";

export function addWait(program: Command, exit: Exit): void {
  const command = program
    .command("wait")
    .description("wait until sessions, filters or rules are created, or gone")
    .addArgument(new Argument("<state>", "what to wait for").choices(["created", "deleted"]))
    .argument("<id...>", "ids of sessions (tms-) and filters (tmf-); rules as FILTER/RULE (tmf-…/tmr-…)")
    .option("--deadline <time>", "longest time to wait, as 30s, 15m or 24h (default 5m)", parseDuration);
  addCommon(command).action(
    async (state: "created" | "deleted", ids: string[], options: CommonOptions & { deadline?: number }) => {
      await interruptible(async (signal) => {
        const settings = await settingsFrom(options);
        const client = connect(settings, onlyRegion(settings));
        const ticker = new Ticker();
        const onProgress = (progress: {
          total: number;
          reached: number;
          states: Record<string, number>;
        }): void => ticker.tell(progress.reached / progress.total, waitLine(state, progress));
        try {
          const wait = { signal, deadlineMs: options.deadline, onProgress };
          const targets = ids.map(targetOf);
          await (state === "created"
            ? client.waitUntilCreated(targets, wait)
            : client.waitUntilDeleted(targets, wait));
        } finally {
          ticker.end();
          client.close();
        }
        if (settings.json) {
          outJson({ state, ids });
        }
      });
      exit(0);
    },
  );
}

/** A rule is named within its filter. */
function targetOf(id: string): WaitTarget {
  const [filter = "", ...rest] = id.split("/");
  return rest.length === 0
    ? id
    : { TrafficMirrorFilterId: filter, TrafficMirrorFilterRuleId: rest.join("/") };
}

export function waitLine(
  state: "created" | "deleted",
  { total, reached, states }: { total: number; reached: number; states: Record<string, number> },
): string {
  const others = Object.entries(states)
    .filter(([name, count]) => count > 0 && name !== (state === "created" ? "Created" : "gone"))
    .map(([name, count]) => `${count} ${clean(name)}`);
  return [`${reached} of ${total} ${state === "created" ? "created" : "gone"}`, ...others].join(", ");
}

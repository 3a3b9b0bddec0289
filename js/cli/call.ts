/** `alicloud-traffic-mirror call` */

import type { Command } from "commander";
import { addCommon, type CommonOptions, connect, onlyRegion, settingsFrom } from "./connection.js";
import type { Exit } from "./failure.js";
import { interruptible } from "./interruption.js";
import { addOperation } from "./operations.js";
import { parametersFrom, refuseMisspelt } from "./parameters.js";
import { outJson } from "./terminal.js";

export function addCall(program: Command, exit: Exit): void {
  const command = program.command("call").description("call an operation and print the answer as JSON");
  addCommon(addOperation(command)).action(async (action: string, words: string[], options: CommonOptions) => {
    await interruptible(async (signal) => {
      const parameters = parametersFrom(words);
      refuseMisspelt(action, parameters);
      const settings = await settingsFrom(options);
      const client = connect(settings, onlyRegion(settings));
      outJson(await client.call(action, parameters, { signal }));
      client.close();
    });
    exit(0);
  });
}

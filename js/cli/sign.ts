/** `alicloud-traffic-mirror sign` */

import type { Command } from "commander";
import { signRequest, signUrl } from "../entries/index.js";
import { addCommon, type CommonOptions, onlyRegion, settingsFrom } from "./connection.js";
import type { Exit } from "./failure.js";
import { addOperation } from "./operations.js";
import { parametersFrom, refuseMisspelt } from "./parameters.js";
import { note, out, outJson } from "./terminal.js";

const WARNING =
  "whoever has this can send the request, with your rights, for 15 minutes: keep it out of logs and chats";

export function addSign(program: Command, exit: Exit): void {
  const command = program
    .command("sign")
    .description("print the signed URL, or with --signature v3 the request as JSON; sends nothing");
  addCommon(addOperation(command)).action(async (action: string, words: string[], options: CommonOptions) => {
    const parameters = parametersFrom(words);
    refuseMisspelt(action, parameters);
    const settings = await settingsFrom(options);
    const { endpoint, format, signature } = settings;
    const signing = {
      credentials: settings.keys.credentials,
      regionId: onlyRegion(settings),
      endpoint,
      format,
    };
    if (signature === "v3") {
      outJson(signRequest(action, parameters, { ...signing, signature }));
    } else {
      const url = signUrl(action, parameters, signing);
      settings.json ? outJson({ method: "GET", url }) : out(`${url}\n`);
    }
    note(WARNING);
    exit(0);
  });
}

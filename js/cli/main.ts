/** The command `alicloud-traffic-mirror`. */

import { runEmulator } from "./emulator.js";

const USAGE = `usage: alicloud-traffic-mirror COMMAND [OPTIONS]

commands:
  emulator   play the service over HTTP, for tests and for trying things out

alicloud-traffic-mirror COMMAND --help tells more.`;

/** Gives the exit code: 0 done, 1 refused or failed, 2 wrong usage. */
async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case "emulator":
      return await runEmulator(rest);
    case "--help":
    case "-h":
      console.log(USAGE);
      return 0;
    case undefined:
      console.error(USAGE);
      return 2;
    default:
      console.error(`alicloud-traffic-mirror: there is no command ${JSON.stringify(command)}\n\n${USAGE}`);
      return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));

/** The command `alicloud-traffic-mirror`. */

import { Command, CommanderError } from "commander";
import { addCall } from "./call.js";
import { addCompletion } from "./completion.js";
import { addDelete } from "./delete.js";
import { addEmulator } from "./emulator.js";
import { addExplain } from "./explain.js";
import { errorJson, exitCodeOf, lineFor, refuseKeys } from "./failure.js";
import { addList } from "./list.js";
import { addSign } from "./sign.js";
import { addTeardown } from "./teardown.js";
import { isDocumented, note, out, outJson, watchStreams } from "./terminal.js";
import { addWait } from "./wait.js";

declare const __VERSION__: string;
const NAME = "alicloud-traffic-mirror";
const USAGE = 2;

const EPILOGUE = `
exit codes: 0 done, 1 refused or failed, 2 usage, 3 some of several failed, 130 interrupted.

Keys come from ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN, or from
a profile of ~/.aliyun/config.json; never from an option.`;

/** Gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  let json = false;
  const program = newProgram();
  const commands = [
    addList,
    addDelete,
    addTeardown,
    addWait,
    addCall,
    addSign,
    addExplain,
    addEmulator,
    addCompletion,
  ];
  for (const add of commands) {
    add(program, (exitCode) => {
      code = exitCode;
    });
  }
  program.hook("preAction", (_, command) => {
    json = command.opts<{ json?: boolean }>().json === true;
  });
  try {
    refuseKeys(args);
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // What is to be said was said.
      return error.exitCode === 0 ? 0 : USAGE;
    }
    note(`${NAME}: ${lineFor(error)}`);
    const failure = exitCodeOf(error);
    // Whoever reads the output gets a document, unless the command line itself was wrong.
    if (json && failure !== USAGE && !isDocumented()) {
      outJson({ error: errorJson(error) });
    }
    return failure;
  }
}

function newProgram(): Command {
  return new Command(NAME)
    .description("Finds, deletes and watches Alibaba Cloud VPC traffic-mirror sessions.")
    .version(__VERSION__, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this")
    .helpCommand("help [command]", "print the help of a command")
    .configureHelp({ styleTitle: (title) => title.toLowerCase() })
    .configureOutput({
      writeOut: out,
      writeErr: (text) => note(text.trimEnd()),
      // What was passed as a value of an unknown option may be a secret.
      outputError: (text) =>
        note(
          `${NAME}: ${text.replace(/^error: /, "").replace(/(unknown option '[^'=]*)=.*'/s, "$1'")}`.trimEnd(),
        ),
    })
    .addHelpText("after", EPILOGUE)
    .exitOverride();
}

watchStreams();
process.exitCode = await main(process.argv.slice(2));

/** `alicloud-traffic-mirror emulator`: the emulator as an HTTP server. */

import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { type Command, InvalidArgumentError } from "commander";
import { createEmulator, type EmulatorOptions } from "../entries/emulator.js";
import { type Exit, UsageError } from "./failure.js";
import { createServer } from "./server.js";
import { out } from "./terminal.js";

const CONTROL = `
control: POST /_emulator/reset, /_emulator/advance {"ms":N}, /_emulator/faults FAULT, /_emulator/load FIXTURE, and
GET /_emulator/state, /_emulator/requests.`;

/** The longest that the emulator lets a state last. */
const LONGEST_MS = 100_000_000_000;

interface EmulatorCommandOptions extends EmulatorOptions {
  port: number;
  host: string;
  controlToken?: string;
  options?: string;
  fixture?: string;
}

export function addEmulator(program: Command, exit: Exit): void {
  program
    .command("emulator")
    .summary("play the service over HTTP, for tests and for trying things out")
    .description(
      "Plays the traffic-mirror API at http://127.0.0.1:PORT/ for the keys testid / testsecret, and prints that base " +
        "URL as its first line. SIGINT and SIGTERM end it.",
    )
    .option("--port <n>", "port to listen on; 0 takes a free one", upTo(65_535), 0)
    .option(
      "--host <address>",
      "address to listen on; another than loopback needs --control-token",
      "127.0.0.1",
    )
    .option(
      "--control-token <token>",
      'what control calls must send as "Authorization: Bearer TOKEN"',
      parseToken,
    )
    .option("--creating-ms <n>", "how long creating takes", upTo(LONGEST_MS))
    .option("--modifying-ms <n>", "how long changing takes", upTo(LONGEST_MS))
    .option("--deleting-ms <n>", "how long deleting takes", upTo(LONGEST_MS))
    .option("--seed <n>", "decides every id", upTo())
    .option("--options <file>", "JSON with these and all other options of createEmulator()")
    .option("--fixture <file>", "JSON to load at the start")
    .addHelpText("after", CONTROL)
    .action(async (options: EmulatorCommandOptions) => {
      await serve(options);
      exit(0);
    });
}

/** Serves until a signal ends it. */
async function serve(settings: EmulatorCommandOptions): Promise<void> {
  const { port, host, controlToken, options: optionsFile, fixture, ...given } = settings;
  if (!isLoopback(host) && controlToken === undefined) {
    throw new UsageError("--host is not a loopback address, so control needs --control-token");
  }
  // What was given goes before the same in the file.
  const options = optionsFile === undefined ? given : { ...(await jsonFile(optionsFile)), ...given };
  const emulator = createEmulator(options);
  if (fixture !== undefined) {
    emulator.load(await jsonFile(fixture));
  }
  const server = createServer(emulator, controlToken);
  // Before the address is printed: whoever reads it may end the command at once.
  const ended = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, resolve);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  out(`http://${bound.family === "IPv6" ? `[${bound.address}]` : bound.address}:${bound.port}\n`);
  await ended;
  server.close();
  server.closeAllConnections();
}

async function jsonFile(path: string): Promise<object> {
  const text = await readFile(path, "utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${path} is not JSON`);
  }
  // A list of options would be spread into none.
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${path} must be a JSON object`);
  }
  return value;
}

/** A whole number from 0 to `max`. */
function upTo(max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > max) {
      throw new InvalidArgumentError(`It must be a whole number from 0 to ${max}.`);
    }
    return value;
  };
}

/** One that a header can carry as it is: a client could not send another. */
function parseToken(text: string): string {
  if (!/^[!-~]+( +[!-~]+)*$/.test(text)) {
    throw new InvalidArgumentError("It must be printable ASCII, without spaces around it.");
  }
  return text;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

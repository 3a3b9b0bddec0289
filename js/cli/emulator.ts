/** `alicloud-traffic-mirror emulator`: the emulator as an HTTP server. */

import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { createEmulator, type EmulatorOptions } from "../entries/emulator.js";
import { createServer } from "./server.js";

const USAGE = `usage: alicloud-traffic-mirror emulator [OPTIONS]

Plays the traffic-mirror API at http://127.0.0.1:PORT/ for the keys testid / testsecret, and prints that base URL as
its first line. SIGINT and SIGTERM end it.

  --port N               port to listen on; 0 (the default) takes a free one
  --host ADDRESS         address to listen on (default 127.0.0.1); another than loopback needs --control-token
  --control-token TOKEN  what control calls must send as "Authorization: Bearer TOKEN"
  --creating-ms N        how long creating takes
  --modifying-ms N       how long changing takes
  --deleting-ms N        how long deleting takes
  --seed N               decides every id
  --options FILE         JSON with these and all other options of createEmulator()
  --fixture FILE         JSON to load at the start

Control: POST /_emulator/reset, /_emulator/advance {"ms":N}, /_emulator/faults FAULT, /_emulator/load FIXTURE, and
GET /_emulator/state, /_emulator/requests.`;

/** Serves until a signal ends it; gives the exit code. */
export async function runEmulator(args: readonly string[]): Promise<number> {
  let settings: Settings;
  try {
    settings = settingsFrom(args);
  } catch (error) {
    console.error(`alicloud-traffic-mirror emulator: ${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (settings.help) {
    console.log(USAGE);
    return 0;
  }
  try {
    const options = settings.optionsFile === undefined ? {} : await jsonFile(settings.optionsFile);
    const emulator = createEmulator({ ...options, ...settings.options });
    if (settings.fixture !== undefined) {
      emulator.load(await jsonFile(settings.fixture));
    }
    const server = createServer(emulator, settings.controlToken);
    // Before the address is printed: whoever reads it may end the command at once.
    const ended = new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.once(signal, resolve);
      }
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(settings.port, settings.host, resolve);
    });
    const { address, port, family } = server.address() as AddressInfo;
    console.log(`http://${family === "IPv6" ? `[${address}]` : address}:${port}`);
    await ended;
    server.close();
    server.closeAllConnections();
    return 0;
  } catch (error) {
    console.error(`alicloud-traffic-mirror emulator: ${(error as Error).message}`);
    return 1;
  }
}

async function jsonFile(path: string): Promise<object> {
  const text = await readFile(path, "utf8");
  try {
    return JSON.parse(text) as object;
  } catch {
    throw new Error(`${path} is not JSON`);
  }
}

interface Settings {
  help: boolean;
  port: number;
  host: string;
  controlToken: string | undefined;
  fixture: string | undefined;
  optionsFile: string | undefined;
  /** What was given; it goes before the same in the file. */
  options: EmulatorOptions;
}

function settingsFrom(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h", default: false },
      port: { type: "string", default: "0" },
      host: { type: "string", default: "127.0.0.1" },
      "control-token": { type: "string" },
      "creating-ms": { type: "string" },
      "modifying-ms": { type: "string" },
      "deleting-ms": { type: "string" },
      seed: { type: "string" },
      options: { type: "string" },
      fixture: { type: "string" },
    },
  });
  const controlToken = values["control-token"];
  if (controlToken === "") {
    throw new Error("--control-token must not be empty");
  }
  if (!isLoopback(values.host) && controlToken === undefined) {
    throw new Error("--host is not a loopback address, so control needs --control-token");
  }
  const numbers = {
    creatingMs: wholeNumber("--creating-ms", values["creating-ms"]),
    modifyingMs: wholeNumber("--modifying-ms", values["modifying-ms"]),
    deletingMs: wholeNumber("--deleting-ms", values["deleting-ms"]),
    seed: wholeNumber("--seed", values.seed),
  };
  return {
    help: values.help,
    port: wholeNumber("--port", values.port, 65_535) ?? 0,
    host: values.host,
    controlToken,
    fixture: values.fixture,
    optionsFile: values.options,
    options: Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
  };
}

function wholeNumber(
  name: string,
  text: string | undefined,
  max = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) {
    throw new Error(`${name} must be a whole number from 0 to ${max}`);
  }
  return value;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

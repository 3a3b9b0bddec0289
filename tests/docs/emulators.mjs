// Emulators over HTTP for the pages: the one that a page has its readers start, and one with the objects that the pages for
// Alibaba Cloud itself speak of.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { command } from "../node/support.mjs";
import { blocksOf } from "./blocks.mjs";
import { fixture, options } from "./stand-in/fixture.mjs";

/** The address that the pages name for an emulator over HTTP. */
export const PLACE = "127.0.0.1:4010";

const REPLACED = ["make", "npm", "npx", "cargo", "alicloud-traffic-mirror"];
const replacement = fileURLToPath(new URL("stand-in/command.mjs", import.meta.url));

/** A folder for the PATH: commands that would install, build for minutes or run for ever, replaced. */
export function replacements(folder) {
  const bin = `${folder}/bin`;
  mkdirSync(bin, { recursive: true });
  for (const name of REPLACED) {
    writeFileSync(`${bin}/${name}`, `#!/bin/sh\nexec "${process.execPath}" "${replacement}" ${name} "$@"\n`);
    chmodSync(`${bin}/${name}`, 0o755);
  }
  return bin;
}

/** The command's emulator with the objects of the pages; gives where it listens, and ends with the test. */
export async function emulatorFor(t, folder, states = options) {
  const file = `${folder}/fixture.json`;
  writeFileSync(file, JSON.stringify(fixture));
  const times = Object.entries(states).map(([name, ms]) => `--${name.replace("Ms", "-ms")}=${ms}`);
  const child = spawn(process.execPath, [command, "emulator", "--port=0", "--fixture", file, ...times], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill());
  return await placeOf(child);
}

/**
 * The emulator that a page has its readers start, by the page's own shell block and with nothing else in it: what the page
 * shows is then what they get. Ends with the test.
 */
export async function emulatorOf(t, page, folder) {
  const block = blocksOf(page).find(
    ({ language, code }) => language === "sh" && /emulator --port 4010/.test(code),
  );
  if (block === undefined)
    throw new Error(`${page} names ${PLACE}, and has no block that starts an emulator there`);
  const place = `${folder}/emulator-${process.hrtime.bigint()}`;
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const env = { ...process.env, EMULATOR_STAYS: "1" };
  env.PATH = `${replacements(place)}:${env.PATH}`;
  const child = spawn("bash", ["-euo", "pipefail", "-c", block.code], {
    cwd: place,
    env,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  t.after(() => {
    // The group: the shell and what it has started.
    process.kill(-child.pid);
    rmSync(place, { recursive: true, force: true });
  });
  return await placeOf(child);
}

async function placeOf(child) {
  const line = await Promise.race([once(child.stdout, "data"), once(child, "exit").then(() => undefined)]);
  if (line === undefined) throw new Error("the emulator ended at once");
  return new URL(String(line[0]).trim()).host;
}

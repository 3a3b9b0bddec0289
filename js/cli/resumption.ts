/** What a teardown leaves for another to go on with. */

import type { CheckpointFile } from "./checkpoint-file.js";
import type { CommonOptions, Settings } from "./connection.js";
import { note } from "./terminal.js";

/** What is left of the job, after a failure or an interruption, stays for `--resume`. */
export async function keepOrRemove(
  file: CheckpointFile,
  keep: boolean,
  settings: Settings,
  options: CommonOptions,
): Promise<void> {
  await file.settled();
  if (!keep) {
    await file.remove();
  } else if (file.written) {
    note(`to go on: ${resumption(file.path, settings, options)}`);
  }
}

function resumption(
  path: string,
  { endpoint, signature, format }: Settings,
  { profile }: CommonOptions,
): string {
  const options = { resume: path, endpoint, signature, format, profile };
  const words = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(value)],
  );
  // Run by npx, it is on no path.
  const { npm_command: runner } = process.env;
  const npx = runner === "exec" ? ["npx"] : [];
  return [...npx, "alicloud-traffic-mirror teardown", ...words].join(" ");
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

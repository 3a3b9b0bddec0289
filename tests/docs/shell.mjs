// Runs the shell blocks of the pages by bash. Commands that would install, build for minutes or run for ever are replaced by
// `stand-in/command.mjs`, which says whether they would work.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { blocksOf } from "./blocks.mjs";
import { emulatorFor, emulatorOf, PLACE, replacements } from "./emulators.mjs";
import { execute, folderOf, plain, variables } from "./run.mjs";

export async function runShell(t, { page, line, code }) {
  const folder = `${folderOf(page)}/line-${line}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  // Scripts of the page that its commands call by name.
  for (const block of blocksOf(page).filter(({ file }) => /\.(mjs|js|ts|sh)$/.test(file ?? ""))) {
    const script = /\.sh$/.test(block.file) ? block.code : await plain(block.code, block.language === "ts");
    writeFileSync(`${folder}/${block.file}`, script);
  }
  const host = code.includes(PLACE) ? await emulatorOf(t, page, folder) : await emulatorFor(t, folder);
  const env = variables(host);
  env.PATH = `${replacements(folder)}:${env.PATH}`;
  const script = code.replaceAll(PLACE, host);
  const { all, ...rest } = await execute("bash", ["-euo", "pipefail", "-c", script], { cwd: folder, env });
  return { ...rest, all: all.replaceAll(host, PLACE), out: rest.out.replaceAll(host, PLACE) };
}

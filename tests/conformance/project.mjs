// A user's project: the tarball of `npm pack`, installed in an empty folder, with the programs of the suite beside it.
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { readVectors } from "./vectors.mjs";

const run = promisify(execFile);
const here = import.meta.dirname;

/** Makes the project. `remove()` deletes it. */
export async function makeProject() {
  const folder = await mkdtemp(join(tmpdir(), "conformance-"));
  const { stdout } = await run("npm", ["pack", "--json", "--loglevel=error", "--pack-destination", folder], {
    cwd: resolve("pkg"),
  });
  // One object a package: in a list, or under its name, by the version of npm.
  const [{ filename }] = Object.values(JSON.parse(stdout));
  await writeFile(join(folder, "package.json"), '{ "name": "user", "private": true }');
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, filename)], {
    cwd: folder,
  });
  await cp(join(here, "programs"), folder, { recursive: true });
  await cp(join(here, "suite.mjs"), join(folder, "suite.mjs"));
  const vectors = readVectors(resolve("tests/vectors"));
  await writeFile(join(folder, "vectors.mjs"), `export default ${JSON.stringify(vectors, null, 1)};\n`);
  return { folder, vectors, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Runs a program in a project and gives what the suite found. */
export async function runProgram(project, command, args, env = {}) {
  const { stdout } = await run(command, args, {
    cwd: project.folder,
    env: { ...process.env, ...env },
    timeout: 300_000,
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/** The exact version of a tool of this folder. */
export async function versionOf(name) {
  return JSON.parse(await readFile(join(here, "node_modules", name, "package.json"), "utf8")).version;
}

/** The path of a file of a tool of this folder; missing tools are an error that says what to do. */
export async function toolPath(...parts) {
  const path = join(here, "node_modules", ...parts);
  await readFile(path).catch(() => {
    throw new Error(`missing: ${parts[0]}. Install it with: make conformance-tools`);
  });
  return path;
}

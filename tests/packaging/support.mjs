// An empty project with the packed tarball installed in it.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";

export const NAME = "alicloud-traffic-mirror";
export const run = promisify(execFile);

/** Installs the tarball; the folder goes away after the tests. `packed` is what `npm pack` said of it. */
export async function installPacked() {
  const project = await mkdtemp(join(tmpdir(), "packed-"));
  after(() => rm(project, { recursive: true, force: true }));
  const { stdout } = await run("npm", ["pack", "--json", "--loglevel=error", "--pack-destination", project], {
    cwd: resolve("pkg"),
  });
  // One object a package: in a list, or under its name, by the version of npm.
  const [packed] = Object.values(JSON.parse(stdout));
  await writeFile(join(project, "package.json"), '{ "name": "user", "private": true }');
  const tarball = join(project, packed.filename);
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: project });
  return { project, installed: join(project, "node_modules", NAME), packed, tarball };
}

/**
 * Type-checks one file of a user's project, the declarations of the package included, by the TypeScript in a folder; gives
 * what it printed.
 */
export async function typeCheck(project, folder, file, options, typescript = "node_modules/typescript") {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: "es2022",
    types: [],
    noEmit: true,
    skipLibCheck: false,
    ...options,
  };
  const config = join(project, folder, "tsconfig.json");
  await writeFile(config, JSON.stringify({ compilerOptions, files: [file] }));
  return await run(process.execPath, [resolve(typescript, "bin/tsc"), "-p", config]).then(
    () => "",
    ({ stdout, stderr }) => stdout + stderr,
  );
}

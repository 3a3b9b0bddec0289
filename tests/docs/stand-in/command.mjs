// In the place of make, npm, npx and cargo in the shell blocks of the pages: `command.mjs NAME ARGUMENTS…`. Runs what it
// can, and ends with 1 where the real one would fail.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fstatSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path) => readFileSync(root + path, "utf8");
const [name, ...args] = process.argv.slice(2);
const env = { ...process.env };
// The package's own command calls the emulator over HTTP, by the endpoint in the environment.
delete env.NODE_OPTIONS;
env.PATH = env.PATH.slice(env.PATH.indexOf(":") + 1);

function refuse(problem) {
  console.error(`${name} ${args.join(" ")}: ${problem}`);
  process.exit(1);
}

/** Targets that exist; the tests of the project run them. */
function make() {
  for (const target of args.filter((argument) => !/[=]|^-/.test(argument))) {
    if (!new RegExp(`^${target}:`, "m").test(read("Makefile"))) refuse(`there is no target ${target}`);
  }
}

/** Packages that this one is, or is tested with. */
function npm() {
  const [verb, ...names] = args.filter((argument) => !argument.startsWith("-"));
  if (verb !== "install") refuse("only install is known here");
  const known = Object.keys(JSON.parse(read("package.json")).devDependencies);
  for (const wanted of names) if (!known.includes(wanted)) refuse(`${wanted} is not a known package`);
}

async function own(rest) {
  const cli = `${root}pkg/dist/cli.js`;
  if (rest[0] === "emulator" && !rest.includes("--help")) return await emulator(cli, rest);
  process.exitCode = spawnSync(process.execPath, [cli, ...rest], { stdio: "inherit", env }).status ?? 1;
}

/**
 * It would run until it is ended. So it does where others need it, as they do where it writes to a file; else its first line
 * is enough.
 */
async function emulator(cli, rest) {
  const at = rest.findIndex((argument) => /^--port\b/.test(argument));
  if (at >= 0) rest.splice(at, rest[at].includes("=") ? 1 : 2);
  const stays = fstatSync(1).isFile() || env.EMULATOR_STAYS !== undefined;
  const child = spawn(process.execPath, [cli, ...rest, "--port=0"], {
    stdio: ["ignore", stays ? "inherit" : "pipe", "inherit"],
    env,
  });
  process.once("SIGTERM", () => child.kill());
  const ended = once(child, "exit").then(() => undefined);
  if (stays) return await ended;
  const line = await Promise.race([once(child.stdout, "data"), ended]);
  if (line === undefined) refuse("it ended at once");
  console.log(String(line).trim().replace(/:\d+$/, ":4010"));
  child.kill();
}

/** The crate's example, built and run. */
function cargo() {
  const { status } = spawnSync("cargo", [...args.slice(0, 1), "--quiet", ...args.slice(1)], {
    stdio: "inherit",
    env,
    cwd: root,
  });
  process.exitCode = status ?? 1;
}

const run = {
  make,
  npm,
  npx: () =>
    args[0] === "alicloud-traffic-mirror"
      ? own(args.slice(1))
      : refuse("only the package's own command is known here"),
  cargo,
  "alicloud-traffic-mirror": () => own(args),
};
await run[name]();

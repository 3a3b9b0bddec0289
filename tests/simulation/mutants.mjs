/**
 * Breaks the client in known ways, one at a time, and sees to it that the simulator finds each: `make mutants`, or `make mutants MUTANT=name` for
 * those whose names begin so.
 *
 * A mutant is a file in mutants/: in `file` the text `find`, which has to be there once, becomes `replace`. The sources
 * are copied to target/mutants/, so that nothing here is touched.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SEEDS = 2_000;
const root = fileURLToPath(new URL("../..", import.meta.url));
const scratch = join(root, "target/mutants");
const work = join(scratch, "work");
const built = join(scratch, "target");

copy([
  "Cargo.toml",
  "Cargo.lock",
  "rust-toolchain.toml",
  "README.md",
  "request",
  "src",
  "examples/native",
  "module",
  "tools/codegen",
  "tests/simulation",
]);
build();
const clean = simulate();
if (clean.failing.length > 0) {
  fail("the simulator finds faults in the client as it is; see `make simulate`");
}
console.log(`without a mutant: ${SEEDS} seeds, nothing found`);

const folder = join(root, "tests/simulation/mutants");
const [only = ""] = process.argv.slice(2);
const mutants = readdirSync(folder)
  .filter((name) => name.startsWith(only))
  .sort();
const width = Math.max(...mutants.map((name) => name.length)) - ".json".length;
let found = 0;
for (const name of mutants) {
  const mutant = JSON.parse(readFileSync(join(folder, name), "utf8"));
  const verdict = judge(mutant);
  found += verdict.found ? 1 : 0;
  console.log(
    `${name.replace(/\.json$/, "").padEnd(width)}  ${verdict.result}\n${" ".repeat(width)}  (${mutant.breaks})`,
  );
}
console.log(`${found} of ${mutants.length} mutants are found`);
if (found < mutants.length) {
  fail("the simulator overlooks faults that it is there to find");
}

/** Applies a mutant, plays seeds until it is found, and takes it back. */
function judge({ file, find, replace }) {
  const path = join(work, file);
  const source = readFileSync(path, "utf8");
  const times = source.split(find).length - 1;
  if (times !== 1) {
    return { found: false, result: `does not apply: its text is ${times} times in ${file}` };
  }
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  try {
    build();
    const [first] = simulate().failing;
    if (first === undefined) {
      return { found: false, result: `NOT FOUND in ${SEEDS} seeds` };
    }
    return { found: true, result: `seed ${first.seed}: ${first.violated}: ${first.what}` };
  } finally {
    writeFileSync(path, source);
  }
}

function copy(paths) {
  rmSync(work, { recursive: true, force: true });
  for (const path of paths) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    // With the time of now, so that cargo does not take what an earlier mutant was built from for this.
    cpSync(join(root, path), join(work, path), { recursive: true });
  }
}

function build() {
  const args = ["build", "--quiet", "--profile", "simulation", "--package", "simulation"];
  const env = {
    ...process.env,
    CARGO_TARGET_DIR: built,
    // Only what a mutant touches is built again.
    CARGO_PROFILE_SIMULATION_INCREMENTAL: "true",
    CARGO_PROFILE_SIMULATION_CODEGEN_UNITS: "128",
    RUSTFLAGS: "--cap-lints allow",
  };
  const { status } = spawnSync("cargo", args, { cwd: work, env, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    fail("the sources do not build");
  }
}

function simulate() {
  const args = ["--seeds", String(SEEDS), "--first"];
  const { stdout } = spawnSync(join(built, "simulation/simulation"), args, { encoding: "utf8" });
  return JSON.parse(stdout);
}

function fail(problem) {
  console.error(problem);
  process.exit(1);
}

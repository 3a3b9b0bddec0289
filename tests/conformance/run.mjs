// Runs the suite of one make target (`run.mjs test-runtimes`), in every runner of it, and notes each in matrix.json.
// `run.mjs test-runtimes deno bun` runs these alone.
import { noteRows, problems, RUNNERS } from "./matrix.mjs";
import { makeProject } from "./project.mjs";
import { browserRunners } from "./runners/browsers.mjs";
import { bundlerRunners } from "./runners/bundlers.mjs";
import { runtimeRunners } from "./runners/runtimes.mjs";

const groups = {
  "test-runtimes": runtimeRunners,
  "test-browsers": browserRunners,
  "test-packaging": bundlerRunners,
};
const [group, ...wanted] = process.argv.slice(2);
const makeRunners = groups[group];
if (makeRunners === undefined) {
  console.error(`usage: run.mjs ${Object.keys(groups).join("|")} [RUNNER…]`);
  process.exit(2);
}

const project = await makeProject();
const names = wanted.length > 0 ? wanted : RUNNERS[group].filter((name) => !name.startsWith("wasm-bindgen"));
try {
  const { runners, close } = await makeRunners(project);
  try {
    for (const name of names) noteRows([await row(name, runners[name])]);
  } finally {
    await close();
  }
} finally {
  await project.remove();
}
const found = problems(names);
console.log(`\n${group}: ${names.length - found.length} passed, ${found.length} failed`);
process.exitCode = found.length > 0 ? 1 : 0;

/** Runs one runner, and says how it went. */
async function row(name, run) {
  const started = performance.now();
  let version = "?";
  let failures;
  let passed = 0;
  try {
    if (run === undefined) throw new Error("there is no such runner");
    const result = await run();
    ({ version, passed } = result);
    failures = result.failures;
    // A suite that did not run passes nothing.
    const expected = project.vectors.length + 15;
    if (passed + failures.length < expected) {
      failures.push({ name: "all cases", message: `${passed} of ${expected} ran` });
    }
  } catch (error) {
    failures = [{ name: "runner", message: error.stderr || error.stack || String(error) }];
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const pass = failures.length === 0;
  const outcome = pass ? `${passed} cases` : "FAILED";
  console.log(`  ${name.padEnd(20)} ${String(version).padEnd(24)} ${outcome.padEnd(10)} ${seconds} s`);
  for (const failure of failures) console.error(`    ${failure.name}: ${failure.message}`);
  return { name, version, pass, seconds };
}

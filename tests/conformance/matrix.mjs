// matrix.json: one row a runner, `{ name, version, pass, seconds }`. From the command line:
//   matrix.mjs add NAME VERSION PASS SECONDS   note one row
//   matrix.mjs check                           fail unless every runner is there and has passed
//   matrix.mjs readme                          write the table of the README from it
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FILE = "matrix.json";
/** Every runner there must be, by the make target that runs it. */
export const RUNNERS = {
  "test-runtimes": ["node-esm", "node-cjs", "node-oldest", "node-22", "node-24", "node-26"].concat([
    "slim-node",
    "deno",
    "bun",
    "workerd",
  ]),
  "test-browsers": ["chromium", "firefox", "webkit", "chromium-csp", "chromium-plain-http"].concat(
    ["chromium-worker", "slim-browser"],
    ["node", "chromium", "firefox", "webkit"].map((where) => `wasm-bindgen-test-${where}`),
  ),
  "test-packaging": ["vite-dev", "vite-build", "webpack", "rollup", "esbuild"],
};
const ALL = Object.values(RUNNERS).flat();

export function readMatrix() {
  try {
    return JSON.parse(readFileSync(FILE, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

/** Puts rows in the place of those of the same names. */
export function noteRows(rows) {
  const kept = readMatrix().filter(({ name }) => !rows.some((row) => row.name === name));
  const order = (row) => ALL.indexOf(row.name);
  const all = [...kept, ...rows].filter((row) => order(row) >= 0).sort((a, b) => order(a) - order(b));
  writeFileSync(FILE, `[\n${all.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]\n`);
}

/** What is wrong with the matrix as a whole, a line each. */
export function problems(names = ALL) {
  const rows = new Map(readMatrix().map((row) => [row.name, row]));
  return names.flatMap((name) => {
    const row = rows.get(name);
    if (row === undefined) return [`${name}: not run`];
    return row.pass ? [] : [`${name}: failed`];
  });
}

const README = "README.md";
const TABLE = /(<!-- matrix:begin -->\n)([\s\S]*?)(<!-- matrix:end -->)/;

function table() {
  const rows = readMatrix().map(({ name, version }) => `| ${name} | ${version} |`);
  return `| runner | version |\n|---|---|\n${rows.join("\n")}\n`;
}

function checkReadme() {
  const [, , text] = TABLE.exec(readFileSync(README, "utf8")) ?? [];
  // Versions change with the machine; the runners do not.
  const names = [...(text ?? "").matchAll(/^\| ([a-z0-9-]+) \|/gm)].map(([, name]) => name);
  return names.filter((name) => name !== "runner").join() === ALL.join()
    ? []
    : ["the table in README.md does not name these runners: run `node tests/conformance/matrix.mjs readme`"];
}

function main([command, ...args]) {
  if (command === "add") {
    const [name, version, pass, seconds] = args;
    noteRows([{ name, version, pass: pass === "true", seconds: Number(seconds) }]);
  } else if (command === "readme") {
    const found = problems();
    if (found.length > 0) throw new Error(`run all runners first:\n${found.join("\n")}`);
    const text = readFileSync(README, "utf8");
    writeFileSync(
      README,
      text.replace(TABLE, (_, begin, __, end) => begin + table() + end),
    );
  } else if (command === "check") {
    for (const { name, version, pass, seconds } of readMatrix()) {
      console.log(`  ${pass ? "ok    " : "FAILED"} ${name.padEnd(26)} ${version.padEnd(24)} ${seconds} s`);
    }
    const found = [...problems(), ...checkReadme()];
    for (const problem of found) console.error(problem);
    process.exitCode = found.length > 0 ? 1 : 0;
  } else {
    throw new Error("usage: matrix.mjs add NAME VERSION PASS SECONDS | check | readme");
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));

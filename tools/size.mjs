// How large the built package is, as a table: `node tools/size.mjs` prints it and fails beyond the ceilings,
// `--write` puts it into README.md, `--check` also fails where README.md says something else.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { packageParts, rustParts, scriptParts } from "./parts.mjs";
import { sectionsOf } from "./rooms.mjs";

/** In bytes. Beyond the ceiling the check fails; a goal that is missed is told. The ceilings are what is reached, and 1 %. */
const LIMITS = {
  bundle: { goal: 45_000, ceiling: 55_700 },
  package: { goal: 512 * 1024, ceiling: 1_055_000 },
};
/** Compilers of other versions make modules of other sizes, so README.md may be off by this much. */
const TOLERANCE = 0.02;

const BEGIN = "<!-- sizes:begin -->";
const END = "<!-- sizes:end -->";

const entry = resolve("pkg/dist/index.js");
const core = readFileSync("pkg/dist/core.wasm");

/** What a browser gets of these imports. Without the module, only JavaScript is left. */
const bundle = async (names, { withoutModule = false, minify = true } = {}) => {
  const leaveOutModule = {
    name: "leave-out-module",
    setup: ({ onLoad }) =>
      onLoad({ filter: /[\\/]index\.js$/ }, ({ path }) => {
        const whole = readFileSync(path, "utf8");
        const contents = whole.replace(/=\s*"[^"\n]{10000,}"/, '=""');
        if (contents === whole) throw new Error(`${path} holds no module as text`);
        return { contents };
      }),
  };
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ${names} } from ${JSON.stringify(entry)}; globalThis.used = [${names}];`,
      resolveDir: resolve("."),
    },
    bundle: true,
    minify,
    format: "esm",
    platform: "browser",
    write: false,
    plugins: withoutModule ? [leaveOutModule] : [],
  });
  return outputFiles[0].contents;
};

const brotli = (bytes) => brotliCompressSync(bytes).length;

/** The module's code, and everything else of it: data, types, names of exports. */
const sections = (module) => {
  const all = [...sectionsOf(module)];
  const bytes = (isWanted) => Buffer.concat(all.filter(({ id }) => isWanted(id)).map(({ whole }) => whole));
  return { code: bytes((id) => id === 10), others: bytes((id) => id !== 10) };
};

const measure = async () => {
  const { code, others } = sections(core);
  const whole = await bundle("TrafficMirrorClient");
  const script = await bundle("TrafficMirrorClient", { withoutModule: true });
  const signing = await bundle("signUrl");
  const signingScript = Buffer.from(
    await bundle("signUrl", { withoutModule: true, minify: false }),
  ).toString();
  const [{ unpackedSize, size }] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "./pkg"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  return {
    rows: [
      ["Rust: code", code.length, brotli(code)],
      ...rustParts(),
      ["Rust: texts, tables and the rest of the module", others.length, brotli(others)],
      ["JavaScript, minified", script.length, brotli(script)],
      ...(await scriptParts("TrafficMirrorClient")),
      [
        "what writing the module as text adds, or saves",
        whole.length - script.length - core.length,
        brotli(whole) - brotli(script) - brotli(code) - brotli(others),
      ],
      ["**a bundle with `TrafficMirrorClient`**", whole.length, brotli(whole)],
      ["a bundle with `signUrl` alone", signing.length, brotli(signing)],
      ["**the package, installed**; packed by npm", unpackedSize, size],
      ...packageParts(),
    ],
    bundle: brotli(whole),
    package: unpackedSize,
    signing: {
      length: signing.length,
      whole: whole.length,
      holdsClient: signingScript.includes("waitUntil"),
    },
  };
};

const kilobytes = (bytes) => (bytes === undefined ? "" : `${(bytes / 1000).toFixed(1)} kB`);

const table = ({ rows, ...sizes }) =>
  [
    "| part | bytes | compressed |",
    "|---|--:|--:|",
    ...rows.map(([name, raw, small]) => `| ${name} | ${kilobytes(raw)} | ${kilobytes(small)} |`),
    "",
    ...Object.entries(LIMITS).map(([name, { goal }]) =>
      sizes[name] <= goal
        ? `The ${name} is within its goal of ${kilobytes(goal)}.`
        : `The ${name} misses its goal of ${kilobytes(goal)}.`,
    ),
  ].join("\n");

/** Whether two tables are the same, but for numbers that are close. */
const agree = (one, other) => {
  const number = /-?\d+\.\d(?= kB)/g;
  const [numbers, others] = [one, other].map((text) => (text.match(number) ?? []).map(Number));
  return (
    one.replace(number, "") === other.replace(number, "") &&
    // A tenth is what rounding takes.
    numbers.every((value, at) => Math.abs(value - others[at]) <= 0.1 + TOLERANCE * Math.abs(others[at]))
  );
};

const problems = [];
const sizes = await measure();
const made = table(sizes);
console.log(made);
for (const [name, { ceiling }] of Object.entries(LIMITS)) {
  if (sizes[name] > ceiling) {
    problems.push(`${name}: ${sizes[name]} bytes are more than the ceiling of ${ceiling}`);
  }
}
if (sizes.signing.holdsClient || sizes.signing.length >= sizes.signing.whole) {
  problems.push("a bundle with signUrl alone holds the client too");
}

const readme = readFileSync("README.md", "utf8");
const [begin, end] = [readme.indexOf(BEGIN) + BEGIN.length, readme.indexOf(END)];
if (end < begin) {
  problems.push(`README.md lacks ${BEGIN} or ${END}`);
} else if (process.argv.includes("--write")) {
  writeFileSync("README.md", `${readme.slice(0, begin)}\n${made}\n${readme.slice(end)}`);
} else if (process.argv.includes("--check") && !agree(readme.slice(begin, end).trim(), made)) {
  problems.push("the sizes in README.md are not those of the build: `make size-table` writes them anew");
}
for (const problem of problems) console.error(`size: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;

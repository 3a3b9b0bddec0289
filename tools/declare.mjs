// The declarations of the package, in DIST/types: those that an entry leads to and no others, and for `require` a file an
// entry that names the exports of the ES module's.
import { execFile } from "node:child_process";
import { readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { reached } from "./declarations.mjs";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** What `require` gets, and whose exports it has. */
const REQUIRED = { index: "entries/exports", emulator: "entries/emulator-exports", node: "node/index" };
const ENTRIES = [
  ...Object.values(REQUIRED),
  "entries/slim",
  "entries/emulator-slim",
  "entries/console",
  "wasm",
];

const WASM =
  "/** The module, where a bundler or a runtime imports it so. */\n" +
  "declare const module: object;\nexport default module;\n";

/** After the bundles, which say what has a value. */
export const declare = async (dist) => {
  const types = join(dist, "types");
  await compile("tsconfig.build.json");
  await writeFile(join(types, "wasm.d.ts"), WASM);
  for (const [name, entry] of Object.entries(REQUIRED)) {
    await writeFile(join(types, `${name}.d.cts`), required(dist, name, entry));
  }
  // After the others, whose declarations it names. What is behind the entry names Lit, and is nobody's business.
  await compile("tsconfig.console.json");
  await rm(join(types, "console"), { recursive: true });
  const kept = await reached(types, ENTRIES);
  for (const file of await readdir(types, { recursive: true })) {
    if (file.endsWith(".d.ts")) await rm(join(types, file));
  }
  for (const [path, text] of kept) await writeFile(`${path}.d.ts`, text);
};

const compile = async (project) => {
  const tsc = resolve("node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "-p", project]).catch(({ stdout, stderr }) => {
    throw new Error(`the declarations cannot be made:\n${stdout}${stderr}`);
  });
};

/** A declaration for CommonJS: all types of an ES module by one line, what has a value by name. */
const required = (dist, name, entry) => {
  const from = `"./${entry}.js" with { "resolution-mode": "import" };`;
  const lines = [`import type * as all from ${from}`, `export type * from ${from}`];
  for (const [exported, value] of Object.entries(require(join(dist, `${name}.cjs`)))) {
    lines.push(`export declare const ${exported}: typeof all.${exported};`);
    // A name of this file hides the type that `*` brings.
    if (/^class\b/.test(String(value))) lines.push(`export type ${exported} = all.${exported};`);
  }
  return `${lines.join("\n")}\n`;
};

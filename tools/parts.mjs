// What takes the space, in a browser's bundle and in the package: rows for the table of sizes, below those of what they are
// parts of.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";

/** A file that takes less of a bundle than this many bytes is counted among the others. */
const SMALL = 1_500;

/** The client's Rust by where it comes from; see `tools/rooms.mjs`. */
export const rustParts = () => part(JSON.parse(readFileSync("js/generated/core-rooms.json", "utf8")));

/** The client's JavaScript by file. What brotli makes of one file alone would say little. */
export async function scriptParts(name) {
  const { metafile } = await build({
    stdin: {
      contents: `import { ${name} } from "./js/entries/index.ts"; globalThis.used = [${name}];`,
      resolveDir: resolve("."),
    },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    define: { __VERSION__: '""' },
    metafile: true,
    write: false,
    outdir: "pkg",
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const files = Object.entries(inputs)
    .filter(([file]) => !file.endsWith("core-wasm.js"))
    .map(([file, { bytesInOutput }]) => [`\`${file}\``, bytesInOutput, undefined])
    .sort(([, one], [, other]) => other - one);
  const large = files.filter(([, size]) => size >= SMALL);
  const others = files.slice(large.length).reduce((sum, [, size]) => sum + size, 0);
  const { reader } = await import(resolve("js/generated/core-wasm.js"));
  const written = Buffer.from(String(reader));
  return part([
    ["the reader of the module's text, in numbers", written.length, brotliCompressSync(written).length],
    ...large,
    ["other files", others, undefined],
  ]);
}

/** What the package's files are, and what they weigh. The first pattern that fits counts. */
const GROUPS = [
  ["the emulator as a module, and as text", /^dist\/emulator\.(wasm|js)$/],
  ["the client as a module, and as text", /^dist\/(core\.wasm|index\.js)$/],
  ["the command", /^dist\/cli\.js$/],
  ["the console", /^dist\/console\.js$/],
  ["other JavaScript", /\.c?js$/],
  ["declarations of types", /\.d\.c?ts$/],
  ["README, licences, package.json", /./],
];

export function packageParts() {
  const sizes = new Map(GROUPS.map(([name]) => [name, 0]));
  for (const file of filesIn("pkg")) {
    const [name] = GROUPS.find(([, pattern]) => pattern.test(relative("pkg", file)));
    sizes.set(name, sizes.get(name) + statSync(file).size);
  }
  return part([...sizes].map(([name, size]) => [name, size, undefined]));
}

const filesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

const part = (rows) => rows.map(([name, ...sizes]) => [`· ${name}`, ...sizes]);

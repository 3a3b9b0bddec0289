// Turns what wasm-pack built into what the JavaScript side imports: `node tools/wasm.mjs IN NAME`.
//
// IN holds wasm-pack's glue.js, glue.d.ts and glue_bg.wasm. js/generated/ receives
//   NAME.wasm          the module, optimised
//   NAME-wasm.js       the same as text, for bundles that bring it along. The client's is made for what a web server
//                      compresses (js/unpack.ts says how); the emulator's is compressed here, for a small package
//   NAME-glue.js       `createGlue()`: generated glue is a singleton, and a module that trapped must be replaced by a
//                      new one, so it becomes a factory
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { deflateRawSync } from "node:zlib";
import { build } from "esbuild";
import { encodeBase91 } from "./base91.mjs";
import { packWasm } from "./pack-wasm.mjs";

const run = promisify(execFile);
const [source, name] = process.argv.slice(2);
const target = resolve("js/generated");

// What rustc's baseline for wasm32 emits, and no more: other features make types that older runtimes reject.
const features = [
  "bulk-memory",
  "bulk-memory-opt",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "sign-ext",
];

// Data cut into pieces around its zeros is shorter, but compresses worse, which is what counts for the client's.
const COMPRESSIBLE = ["-Oz", "--skip-pass=memory-packing"];
// Somewhat slower code, and a hundredth smaller.
const SMALL = ["--flatten", "--rereloop", "-Oz", "-Oz", "--one-caller-inline-max-function-size=0"];

const optimise = async () => {
  const wasm = join(target, `${name}.wasm`);
  await run(process.execPath, [
    resolve("node_modules/binaryen/bin/wasm-opt"),
    ...(name === "core" ? COMPRESSIBLE : SMALL),
    "--converge",
    "--low-memory-unused",
    "--optimize-added-constants-propagate",
    "--mvp-features",
    ...features.map((feature) => `--enable-${feature}`),
    "--strip-debug",
    "--strip-producers",
    join(source, "glue_bg.wasm"),
    "-o",
    wasm,
  ]);
  const bytes = await readFile(wasm);
  const text = name === "core" ? packWasm(bytes) : encodeBase91(deflateRawSync(bytes, { level: 9 }));
  await writeFile(join(target, `${name}-wasm.js`), `export const text =\n  "${text}";\n`);
  await writeFile(join(target, `${name}-wasm.d.ts`), "export declare const text: string;\n");
  return bytes.length;
};

const wrapGlue = async () => {
  // Named exports only: the default one would fetch the module by URL.
  const options = {
    bundle: true,
    define: { "import.meta.url": '""' },
    target: "es2022",
    logLevel: "warning",
  };
  const probe = await build({
    ...options,
    entryPoints: [join(source, "glue.js")],
    format: "esm",
    metafile: true,
    write: false,
  });
  const [{ exports }] = Object.values(probe.metafile.outputs);
  const names = exports.filter((exported) => exported !== "default").join(", ");
  await build({
    ...options,
    stdin: {
      contents: `import { ${names} } from "./glue.js"; glue = { ${names} };`,
      resolveDir: resolve(source),
      sourcefile: "factory.js",
    },
    outfile: join(target, `${name}-glue.js`),
    format: "iife",
    minifySyntax: true,
    banner: { js: "export function createGlue() {\n  let glue;" },
    footer: { js: "  return glue;\n}" },
  });
  await copyFile(join(source, "glue.d.ts"), join(target, `${name}-glue-module.d.ts`));
  await writeFile(
    join(target, `${name}-glue.d.ts`),
    // initSync anew: its own declaration names types of the DOM.
    `import type * as module from "./${name}-glue-module.js";\n` +
      `/** A new, independent copy of the generated glue; call its \`initSync\` first. */\n` +
      `export declare function createGlue(): Omit<typeof module, "default" | "initSync"> & {\n` +
      `  /** Takes a \`WebAssembly.Module\`, or the bytes of one. */\n` +
      `  initSync(options: { module: object }): module.InitOutput;\n` +
      `};\n`,
  );
};

await mkdir(target, { recursive: true });
const [size] = await Promise.all([optimise(), wrapGlue()]);
console.log(`  js/generated/${name}.wasm: ${size} bytes`);

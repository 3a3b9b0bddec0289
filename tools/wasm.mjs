// Turns what wasm-pack built into what the JavaScript side imports: `node tools/wasm.mjs IN NAME`.
//
// IN holds wasm-pack's glue.js, glue.d.ts and glue_bg.wasm. js/generated/ receives
//   NAME.wasm          the module, optimised
//   NAME-wasm.js       the same as text, for bundles that bring it along. The client's is made for what a web server
//                      compresses, and comes with its reader (module/packed/); the emulator's is compressed here, for a
//                      small package
//   core-rooms.json  how much of the client's code comes from where, for the table of sizes
//   NAME-glue.js       `createGlue()`: generated glue is a singleton, and a module that trapped must be replaced by a
//                      new one, so it becomes a factory. The client's is written here, as `instantiateCore()`
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync, deflateRawSync } from "node:zlib";
import { build } from "esbuild";
import { encodeBase91 } from "./base91.mjs";
import { roomsOf, withoutNames } from "./rooms.mjs";

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
// Tiny functions are inlined everywhere: that is faster by a sixth, and brotli finds the copies.
const COMPRESSIBLE = ["-O3", "--always-inline-max-function-size=6", "--skip-pass=memory-packing"];
// Somewhat slower code, and a hundredth smaller.
const SMALL = ["--flatten", "--rereloop", "-Oz", "-Oz", "--one-caller-inline-max-function-size=0"];

/** Gives what it wrote, still with the names of its functions. */
const optimise = async (from, to, ...options) => {
  await run(process.execPath, [
    resolve("node_modules/binaryen/bin/wasm-opt"),
    ...options,
    "--converge",
    "--mvp-features",
    ...features.map((feature) => `--enable-${feature}`),
    "--strip-producers",
    "--strip-target-features",
    "--debuginfo",
    from,
    "-o",
    to,
  ]);
  const named = await readFile(to);
  await writeFile(to, withoutNames(named));
  return named;
};

/** The client's module as text, and what reads it. */
const packed = async (wasm) => {
  const cargo = async (command, ...words) => {
    const options = ["--quiet", "--target-dir", "target", "--package", "packed-module", ...words];
    return (await run("cargo", [command, ...options], { maxBuffer: 2 ** 24 })).stdout;
  };
  const text = await cargo("run", "--", wasm);
  await cargo("rustc", "--release", "--lib", "--crate-type", "cdylib", "--target", "wasm32-unknown-unknown");
  const reader = join(target, "packed.wasm");
  await optimise("target/wasm32-unknown-unknown/release/packed_module.wasm", reader, "-Oz");
  // As numbers: whatever decodes a text takes a millisecond of each start, and Base64 is no shorter after compression.
  return { text, reader: [...(await readFile(reader))] };
};

const deflated = async (wasm) => ({
  text: encodeBase91(deflateRawSync(await readFile(wasm), { level: 9 })),
});

const writeModule = async () => {
  const wasm = join(target, `${name}.wasm`);
  const named = await optimise(
    join(source, "glue_bg.wasm"),
    wasm,
    ...(name === "core" ? COMPRESSIBLE : SMALL),
    "--low-memory-unused",
    "--optimize-added-constants-propagate",
  );
  const texts = Object.entries(await (name === "core" ? packed : deflated)(wasm));
  const write = (file, line) => writeFile(join(target, file), texts.map(line).join(""));
  const typeOf = (value) => (Array.isArray(value) ? "readonly number[]" : "string");
  await write(
    `${name}-wasm.js`,
    ([variable, value]) => `export const ${variable} =\n  ${JSON.stringify(value)};\n`,
  );
  await write(
    `${name}-wasm.d.ts`,
    ([variable, value]) => `export declare const ${variable}: ${typeOf(value)};\n`,
  );
  if (name === "core") {
    const rooms = roomsOf(named).map(({ room, code }) => [
      room,
      code.length,
      brotliCompressSync(code).length,
    ]);
    await writeFile(join(target, "core-rooms.json"), JSON.stringify(rooms));
  }
  return (await readFile(wasm)).length;
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

/**
 * The client's glue, by hand: its exports take and give numbers, so the generated glue is nine tenths wrappers that
 * nobody calls. Fails where the module wants more of its host than this gives.
 */
const writeGlue = async () => {
  const imports = WebAssembly.Module.imports(
    new WebAssembly.Module(await readFile(join(source, "glue_bg.wasm"))),
  );
  const table = "__wbindgen_init_externref_table";
  const random = imports.find(({ name }) => /^__wbg_getRandomValues_[0-9a-f]+$/.test(name))?.name;
  const from = "./glue_bg.js";
  const known = imports.every(({ module, name }) => module === from && [table, random].includes(name));
  if (random === undefined || !known || imports.length !== 2) {
    throw new Error(
      `the client's module has imports that its glue does not know: ${JSON.stringify(imports)}`,
    );
  }
  await writeFile(
    join(target, `${name}-glue.js`),
    `/** Makes an instance of the module, and gives its exports. */
export function instantiateCore(module) {
  const { exports } = new WebAssembly.Instance(module, {
    "${from}": {
      ${random}(at, length) {
        try {
          crypto.getRandomValues(new Uint8Array(exports.memory.buffer, at >>> 0, length));
        } catch {
          // Nothing was filled, as the module will see.
        }
      },
      // It would hold constants of JavaScript, and the client has none.
      ${table}() {},
    },
  });
  return exports;
}
`,
  );
  await writeFile(
    join(target, `${name}-glue.d.ts`),
    `/** Makes an instance of the module, and gives its exports. */\n` +
      `export declare function instantiateCore(module: object): object;\n`,
  );
};

await mkdir(target, { recursive: true });
const [size] = await Promise.all([writeModule(), name === "core" ? writeGlue() : wrapGlue()]);
console.log(`  js/generated/${name}.wasm: ${size} bytes`);

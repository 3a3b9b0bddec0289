// Assembles pkg/: bundles the entries into pkg/dist/, adds the types, the wasm files, the README and the licences.
// pkg/package.json, the exports map above all, is kept by hand.
import { chmod, copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build, transform } from "esbuild";
import { declare } from "./declare.mjs";
import { licenceTexts } from "./licences.mjs";

const dist = resolve("pkg/dist");
const { version } = JSON.parse(await readFile("pkg/package.json", "utf8"));

/** What users import, as ES modules that share what they have in common. */
const entries = {
  index: "js/entries/index.ts",
  workerd: "js/entries/workerd.ts",
  slim: "js/entries/slim.ts",
  emulator: "js/entries/emulator.ts",
  "emulator-workerd": "js/entries/emulator-workerd.ts",
  "emulator-slim": "js/entries/emulator-slim.ts",
};
const nodeEntries = { node: "js/node/index.ts" };
/** Imported at the first call, also by what `require` gets. */
const route = { "node/route": "js/node/route.ts" };
/** What `require` gets; each reads its module from the file beside it. */
const requireEntries = {
  index: "js/node/require.ts",
  emulator: "js/node/require-emulator.ts",
  node: "js/node/index.ts",
};
const cli = "js/cli/main.ts";

/** The files that went into any bundle. */
const bundled = [];
/** Bundles, and notes what went in. */
const bundle = async (options) => {
  const result = await build({ ...common, ...options });
  bundled.push(...Object.keys(result.metafile.inputs));
  return result;
};

const common = {
  bundle: true,
  target: "es2022",
  charset: "utf8",
  // Not whitespace: without it esbuild drops the PURE marks.
  minifySyntax: true,
  minifyIdentifiers: true,
  define: { __VERSION__: JSON.stringify(version) },
  // It would print what it is given, a proxy's password for one.
  alias: { debug: resolve("js/node/no-debug.ts") },
  metafile: true,
  logLevel: "warning",
  outdir: dist,
};

/** Wasm that is imported as a module stays an import, of the file beside the entry. */
const besideWasm = {
  name: "beside-wasm",
  setup({ onResolve }) {
    onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `./${basename(path)}`, external: true }));
  },
};

const PURE = /\/\* @__PURE__ \*\/ /g;
/**
 * What stands for a mark while esbuild takes out the comments: operators that nobody writes in this order. The first that a
 * file does not hold is taken, since a module's text may hold anything.
 */
const STAND_INS = ["~-~-", "-~-~", "~-~~-", "-~~-~", "~~-~~-", "~-~-~-~-"];

/** Takes white space and comments out of ES modules, but for the PURE marks, by which bundlers leave out what is not used. */
const minify = async ({ metafile }) => {
  for (const file of Object.keys(metafile.outputs)) {
    const code = await readFile(file, "utf8");
    const standIn = STAND_INS.find((operators) => !code.includes(operators));
    const options = { minifySyntax: true, minifyWhitespace: true, charset: "utf8" };
    const small = async (text) => (await transform(text, options)).code;
    const marked = await small(code.replace(PURE, standIn));
    const result = marked.replaceAll(standIn, "/*@__PURE__*/");
    const lost = marked.split(standIn).length !== code.split(PURE).length;
    if (lost || standIn === undefined || (await small(result)) !== (await small(code))) {
      throw new Error(`${file} means something else without its white space`);
    }
    await writeFile(file, result);
  }
};

/** Neutral: anything of one runtime, `node:` imports above all, fails to resolve. */
const bundleModules = async () => {
  const result = await bundle({
    entryPoints: entries,
    format: "esm",
    platform: "neutral",
    splitting: true,
    chunkNames: "shared/[hash]",
    plugins: [besideWasm],
  });
  await minify(result);
};

const bundleNode = async () => {
  const result = await bundle({
    entryPoints: { ...nodeEntries, ...route },
    format: "esm",
    platform: "node",
    splitting: true,
    chunkNames: "node/[hash]",
  });
  await minify(result);
};

/** What is imported when it is needed may be an ES module, so the one of `import` does for `require` too. */
const besideRequired = {
  name: "beside-required",
  setup({ onResolve }) {
    onResolve({ filter: /\/route\.js$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: `./${Object.keys(route)[0]}.js`, external: true } : undefined,
    );
  },
};

/** The platform also adds the list of names by which Node's `import` reads a CommonJS module. */
const bundleRequire = () =>
  bundle({
    entryPoints: requireEntries,
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    platform: "node",
    minifyWhitespace: true,
    plugins: [besideRequired],
  });

/** The command imports the built entries beside it, so nothing is shipped twice. */
const besideCommand = {
  name: "beside-command",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const wanted = relative(".", resolve(resolveDir, path)).replace(/\.js$/, ".ts");
      const entry = Object.entries({ ...entries, ...nodeEntries }).find(([, source]) => source === wanted);
      return entry && { path: `./${entry[0]}.js`, external: true };
    });
  },
};
const bundleCommand = async () => {
  const { metafile } = await bundle({
    entryPoints: { cli },
    format: "esm",
    platform: "node",
    // Nobody imports the command, so it may be as small as it gets.
    minify: true,
    legalComments: "none",
    // What is CommonJS in it asks for Node's own modules by `require`.
    banner: {
      js: [
        "#!/usr/bin/env node",
        'import { createRequire } from "node:module";',
        "const require = createRequire(import.meta.url);",
      ].join("\n"),
    },
    plugins: [besideCommand],
  });
  const twice = Object.keys(metafile.inputs).filter((input) => /-(wasm|glue)\.js$/.test(input));
  if (twice.length > 0) {
    throw new Error(`cli.js would hold a second copy of ${twice.join(", ")}: import an entry instead`);
  }
  await chmod(join(dist, "cli.js"), 0o755);
};

/** Takes the white space out of style sheets, but for those that hold others, or are part of one. */
const smallStyles = {
  name: "small-styles",
  setup: ({ onLoad }) =>
    onLoad({ filter: /console[\\/]styles[\\/]\w+\.ts$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      for (const [sheet] of contents.matchAll(/(?<=css`)[^`$\\]*\{[^`$\\]*(?=`)/g)) {
        const { code } = await transform(sheet, { loader: "css", minify: true });
        contents = contents.replace(sheet, () => code.trim());
      }
      return { contents, loader: "ts" };
    }),
};

/** The console imports the client's entry beside it, so a page has one copy of that. Lit is inside. */
const bundleConsole = async () => {
  const { metafile } = await bundle({
    // Nothing in it is left out by bundlers: it is imported for its side effect.
    minify: true,
    legalComments: "none",
    entryPoints: { console: "js/entries/console.ts" },
    outdir: dist,
    format: "esm",
    platform: "neutral",
    plugins: [
      smallStyles,
      {
        name: "beside-console",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^alicloud-traffic-mirror$/ }, () => ({ path: "./index.js", external: true })),
      },
    ],
  });
  // Lines break inside of templates only, of HTML and CSS, where a space is as good as many.
  const file = join(dist, "console.js");
  await writeFile(file, (await readFile(file, "utf8")).replace(/\n +/g, "\n"));
  const foreign = Object.keys(metafile.inputs).filter(
    (input) =>
      !/^(js\/(console|entries)\/|node_modules\/(lit|lit-html|lit-element|@lit\/[\w-]+)\/)/.test(input),
  );
  if (foreign.length > 0) {
    throw new Error(`console.js would hold ${foreign.join(", ")}`);
  }
};

const copyFiles = async () => {
  for (const name of ["core", "emulator"]) {
    await copyFile(`js/generated/${name}.wasm`, join(dist, `${name}.wasm`));
  }
  for (const name of ["README.md", "LICENSE-APACHE", "LICENSE-MIT"]) {
    await copyFile(name, join("pkg", name));
  }
};

try {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await Promise.all([
    bundleModules(),
    bundleNode(),
    bundleRequire(),
    bundleCommand(),
    bundleConsole(),
    copyFiles(),
  ]);
  await declare(dist);
  await writeFile(join(dist, "THIRD-PARTY-LICENSES.txt"), await licenceTexts(bundled));
} catch (error) {
  // esbuild has printed its own errors by now.
  if (!error.errors) console.error(`pack: ${error.message}`);
  process.exit(1);
}
for (const name of ["index.js", "emulator.js", "console.js", "cli.js", "core.wasm", "emulator.wasm"]) {
  const { size } = await stat(join(dist, name));
  const small = brotliCompressSync(await readFile(join(dist, name))).length;
  console.log(`  pkg/dist/${name}: ${size} bytes, ${small} in brotli`);
}

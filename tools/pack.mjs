// Assembles pkg/: bundles the entries into pkg/dist/, adds the types, the wasm files, the README and the licences.
// pkg/package.json, the exports map above all, is kept by hand.
import { execFile } from "node:child_process";
import { chmod, copyFile, cp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";

const run = promisify(execFile);
const dist = resolve("pkg/dist");
const { version } = JSON.parse(await readFile("pkg/package.json", "utf8"));

/** What users import. Each becomes NAME.js and NAME.cjs. */
const entries = { index: "js/entries/index.ts", emulator: "js/entries/emulator.ts" };
const cli = "js/cli/main.ts";

const common = {
  bundle: true,
  target: "es2022",
  charset: "utf8",
  // Whitespace stays: without it esbuild drops the PURE marks by which bundlers leave out what is not used.
  minifySyntax: true,
  define: { __VERSION__: JSON.stringify(version) },
  metafile: true,
  logLevel: "warning",
};

/** Neutral: anything of one runtime, `node:` imports above all, fails to resolve. */
const bundleModules = () =>
  build({ ...common, entryPoints: entries, outdir: dist, format: "esm", platform: "neutral" });

/** The platform only adds the list of names by which Node's `import` reads a CommonJS module. */
const bundleRequire = () =>
  build({
    ...common,
    entryPoints: entries,
    outdir: dist,
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    platform: "node",
  });

/** The command imports the built entries beside it, so nothing is shipped twice. */
const besideCommand = {
  name: "beside-command",
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const wanted = relative(".", resolve(resolveDir, path)).replace(/\.js$/, ".ts");
      const entry = Object.entries(entries).find(([, source]) => source === wanted);
      return entry && { path: `./${entry[0]}.js`, external: true };
    });
  },
};
const bundleCommand = async () => {
  const { metafile } = await build({
    ...common,
    entryPoints: { cli },
    outdir: dist,
    format: "esm",
    platform: "node",
    banner: { js: "#!/usr/bin/env node" },
    plugins: [besideCommand],
  });
  const twice = Object.keys(metafile.inputs).filter((input) => /-(wasm|glue)\.js$/.test(input));
  if (twice.length > 0) {
    throw new Error(`cli.js would hold a second copy of ${twice.join(", ")}: import an entry instead`);
  }
  await chmod(join(dist, "cli.js"), 0o755);
};

/** `require` reads the same declarations from a folder that is CommonJS. */
const declare = async () => {
  const tsc = resolve("node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "-p", "tsconfig.build.json"]).catch(({ stdout, stderr }) => {
    throw new Error(`the declarations cannot be made:\n${stdout}${stderr}`);
  });
  await cp(join(dist, "types"), join(dist, "types-require"), { recursive: true });
  await writeFile(join(dist, "types-require/package.json"), '{ "type": "commonjs" }\n');
};

const copyFiles = async () => {
  for (const name of ["core", "emulator"]) {
    await copyFile(`js/generated/${name}.wasm`, join(dist, `${name}.wasm`));
  }
  for (const name of ["README.md", "LICENSE-APACHE", "LICENSE-MIT"]) {
    await copyFile(name, join("pkg", name));
  }
  // It is bundled, so its licence comes along.
  await copyFile("node_modules/fflate/LICENSE", join(dist, "LICENSE-fflate"));
};

try {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await Promise.all([bundleModules(), bundleRequire(), bundleCommand(), declare(), copyFiles()]);
} catch (error) {
  // esbuild has printed its own errors by now.
  if (!error.errors) console.error(`pack: ${error.message}`);
  process.exit(1);
}
for (const name of ["index.js", "emulator.js", "cli.js", "core.wasm", "emulator.wasm"]) {
  const { size } = await stat(join(dist, name));
  const small = brotliCompressSync(await readFile(join(dist, name))).length;
  console.log(`  pkg/dist/${name}: ${size} bytes, ${small} in brotli`);
}

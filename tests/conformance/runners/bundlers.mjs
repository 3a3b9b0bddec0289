// Bundlers with no setting for this package: each makes a page, which is then run in Chromium.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build as esbuild, version as esbuildVersion } from "esbuild";
import * as vite from "vite";
import { toolPath, versionOf } from "../project.mjs";
import { serveFolder } from "../server.mjs";
import { startBrowser } from "../webdriver.mjs";

const require = createRequire(import.meta.url);
const PAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">';
const script = (path) => `${PAGE}<script type="module" src="${path}"></script>`;

export async function bundlerRunners(project) {
  const { folder } = project;
  const browser = await startBrowser("chromium");
  const open = async (address) => JSON.parse(await browser.evaluate(address, "globalThis.conformance"));
  /** The suite in a page that a bundler made: one script, or a folder with an index.html. */
  const built = async (out, version) => {
    const server = await serveFolder(join(folder, out));
    try {
      return { version, ...(await open(`http://127.0.0.1:${server.port}/index.html`)) };
    } finally {
      server.close();
    }
  };
  const output = async (name) => {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, "index.html"), script("./page.js"));
    return join(folder, name, "page.js");
  };

  const runners = {
    "vite-dev": async () => {
      const root = await viteRoot(folder, "vite-dev");
      const server = await vite.createServer({
        root,
        configFile: false,
        logLevel: "warn",
        cacheDir: join(root, ".vite"),
        server: { host: "127.0.0.1", port: 0, fs: { allow: [folder] } },
      });
      try {
        await server.listen();
        const { port } = server.httpServer.address();
        return { version: vite.version, ...(await open(`http://127.0.0.1:${port}/`)) };
      } finally {
        await server.close();
      }
    },
    "vite-build": async () => {
      const root = await viteRoot(folder, "vite-build");
      await vite.build({
        root,
        configFile: false,
        logLevel: "warn",
        base: "./",
        build: { outDir: "../vite-out", emptyOutDir: true },
      });
      return await built("vite-out", vite.version);
    },
    webpack: async () => {
      const path = await output("webpack-out");
      const webpack = require(await toolPath("webpack", "lib/index.js"));
      const stats = await new Promise((resolve, reject) => {
        const config = {
          context: folder,
          mode: "production",
          entry: "./page.mjs",
          output: { path: join(path, ".."), filename: "page.js", module: true },
          experiments: { outputModule: true },
          performance: false,
        };
        webpack(config, (error, done) => (error ? reject(error) : resolve(done)));
      });
      if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
      return await built("webpack-out", await versionOf("webpack"));
    },
    rollup: async () => {
      const file = await output("rollup-out");
      const { rollup } = require(await toolPath("rollup", "dist/rollup.js"));
      // Without this one Rollup finds no package at all.
      const resolve = require(await toolPath("@rollup/plugin-node-resolve", "dist/cjs/index.js")).default;
      const bundle = await rollup({
        input: join(folder, "page.mjs"),
        plugins: [resolve()],
        onLog: (_, { message }) => {
          throw new Error(message);
        },
      });
      await bundle.write({ file, format: "es" });
      await bundle.close();
      return await built("rollup-out", await versionOf("rollup"));
    },
    esbuild: async () => {
      const outfile = await output("esbuild-out");
      const { warnings } = await esbuild({
        absWorkingDir: folder,
        entryPoints: ["page.mjs"],
        outfile,
        bundle: true,
        minify: true,
        format: "esm",
        logLevel: "silent",
      });
      if (warnings.length > 0) throw new Error(warnings[0].text);
      return await built("esbuild-out", esbuildVersion);
    },
  };
  return { runners, close: () => browser.close() };
}

/** A folder with a page, inside the project, so that its packages are found. */
async function viteRoot(folder, name) {
  const root = join(folder, name);
  await mkdir(root, { recursive: true });
  await writeFile(join(root, "index.html"), script("./page.mjs"));
  for (const file of ["page.mjs", "suite.mjs", "vectors.mjs"]) await cp(join(folder, file), join(root, file));
  return root;
}

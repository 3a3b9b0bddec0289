// Runtimes without a page: Node in its lines, Deno, Bun and workerd.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { freePort } from "../ports.mjs";
import { runProgram, toolPath, versionOf } from "../project.mjs";

const run = promisify(execFile);

export async function runtimeRunners(project) {
  const node = (program, path) => async () => {
    const command = path === undefined ? process.execPath : await path();
    const { stdout } = await run(command, ["--version"]);
    return { version: stdout.trim().slice(1), ...(await runProgram(project, command, [program])) };
  };
  const line = (name) => node("program.mjs", () => nodeOf(name));
  return {
    runners: {
      "node-esm": node("program.mjs"),
      "node-cjs": node("program.cjs"),
      "node-oldest": line("node-oldest"),
      "node-22": line("node-22"),
      "node-24": line("node-24"),
      "node-26": line("node-26"),
      "slim-node": node("slim.mjs"),
      deno: async () => {
        const deno = await toolPath("@deno", denoTarget(), "deno");
        // No permission: importing and running needs none.
        const args = ["run", "--no-prompt", "--no-remote", "program.mjs"];
        const env = { DENO_DIR: join(project.folder, ".deno"), DENO_NO_UPDATE_CHECK: "1" };
        return { version: await versionOf("deno"), ...(await runProgram(project, deno, args, env)) };
      },
      bun: async () => {
        const bun = await toolPath("@oven", `bun-${process.platform}-${machine()}`, "bin/bun");
        return { version: await versionOf("bun"), ...(await runProgram(project, bun, ["program.mjs"])) };
      },
      workerd: () => workerd(project),
    },
    close: async () => {},
  };
}

/** npm carries Node's binaries for Linux on x64; elsewhere the environment names them, as NODE_OLDEST, NODE_22, … */
async function nodeOf(name) {
  const named = process.env[name.toUpperCase().replace("-", "_")];
  return named ?? (await toolPath(name, "bin/node"));
}

const machine = () => (process.arch === "arm64" ? "aarch64" : process.arch);
const denoTarget = () => `${process.platform}-${process.arch}${process.platform === "linux" ? "-glibc" : ""}`;

const CONFIG = (main, modules, port) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .worker) ],
  sockets = [ (name = "http", address = "127.0.0.1:${port}", http = (), service = "main") ],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "${main}", esModule = embed "${main}"),
${modules.map((name) => `    (name = "${name}", wasm = embed "${name}"),`).join("\n")}
  ],
  compatibilityDate = "2026-01-01",
);
`;

/** Bundled as Wrangler does, with its conditions: wasm files stay modules beside the script. No compatibility flag. */
async function workerd(project) {
  const wasm = ["core.wasm", "emulator.wasm"];
  for (const name of wasm) {
    await copyFile(
      join(project.folder, "node_modules/alicloud-traffic-mirror/dist", name),
      join(project.folder, name),
    );
  }
  await bundleWorker(project, "worker.js", "cloudflare.mjs", ["workerd", "worker", "browser"]);
  const result = JSON.parse(await askWorker(project, "worker.js", wasm));

  // The same without the condition: bytes are refused, and the error says what to do.
  const probe = `import { signUrl } from "alicloud-traffic-mirror";
export default { async fetch() {
  try {
    return new Response(signUrl("X", {}, { credentials: { accessKeyId: "a", accessKeySecret: "b" } }));
  } catch ({ code, hint }) {
    return new Response(JSON.stringify({ code, hint }));
  }
} };`;
  await writeFile(join(project.folder, "wrong.mjs"), probe);
  await bundleWorker(project, "wrong.js", "wrong.mjs", ["worker", "browser"]);
  const answer = await askWorker(project, "wrong.js", []);
  if (!/ENVIRONMENT.*\\"workerd\\".*\/slim/.test(answer)) {
    result.failures.push({ name: "the wrong entry", message: answer });
  }
  return { version: await versionOf("workerd"), ...result };
}

async function bundleWorker({ folder }, outfile, entry, conditions) {
  await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    conditions,
    external: ["*.wasm"],
    logLevel: "warning",
  });
}

/** Starts workerd with one worker, and gives its answer. */
async function askWorker({ folder }, main, modules) {
  const port = await freePort();
  const config = join(folder, `${main}.capnp`);
  await writeFile(config, CONFIG(main, modules, port));
  const path = await toolPath("@cloudflare", `workerd-${process.platform}-64`, "bin/workerd");
  const server = spawn(path, ["serve", config], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  server.stderr.on("data", (text) => {
    said += text;
  });
  const ended = once(server, "exit");
  try {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
      if (answer?.ok) return await answer.text();
      if (answer !== undefined || server.exitCode !== null) throw new Error(`workerd: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    server.kill();
    await ended;
  }
}

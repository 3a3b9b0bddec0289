// Runs the programs of the pages in processes of their own, with the emulator in the place of the service.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { root } from "./blocks.mjs";
import { emulatorFor, emulatorOf, PLACE } from "./emulators.mjs";
import { environment } from "./stand-in/fixture.mjs";

const preload = new URL("stand-in/preload.mjs", import.meta.url).href;
export const main = fileURLToPath(new URL("stand-in/main.mjs", import.meta.url));

/** A folder for one page, inside of the checkout so that the package is found by its name. */
export function folderOf(page) {
  const folder = new URL(`target/docs-blocks/${page.replace(/\.md$/, "")}/`, root);
  mkdirSync(folder, { recursive: true });
  return fileURLToPath(folder);
}

/** Runs a command to its end; gives what it printed. What it has left running in the background ends with it. */
export async function execute(program, args, settings = {}) {
  const child = spawn(program, args, { ...settings, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const closed = once(child, "close");
  const printed = { out: "", all: "" };
  child.stdout.on("data", (text) => {
    printed.out += text;
    printed.all += text;
  });
  child.stderr.on("data", (text) => {
    printed.all += text;
  });
  const timer = setTimeout(() => endAll(child, "SIGKILL"), 120_000);
  await once(child, "exit");
  endAll(child, "SIGTERM");
  const [code, signal] = await closed;
  clearTimeout(timer);
  return { ...printed, code: code ?? signal };
}

function endAll(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // There is nobody left.
  }
}

/** Variables of the environment in which the blocks of a page run. Nothing of the caller's own account is among them. */
export function variables(host) {
  const own = Object.entries(process.env).filter(([name]) => !/ALI(BABA|CLOUD|YUN)|^NODE_TEST/i.test(name));
  return {
    ...Object.fromEntries(own),
    ...environment,
    ...(host === undefined ? {} : { ALIBABA_CLOUD_ENDPOINT: `http://${host}` }),
    NODE_OPTIONS: `--import ${preload}`,
  };
}

/** Brings a script into the form that Node runs, `await using` included. */
export async function plain(code, typed) {
  const { code: ready } = await transform(code, {
    loader: typed ? "ts" : "js",
    target: "node20",
    format: "esm",
  });
  return ready;
}

/** Where the emulator of each page listens: its programs share one, as they do on a reader's machine. */
const places = new Map();

/** Runs one program of `programsOf`; `suite` is that of its page. */
export async function runProgram(t, { page, line, typed, code }, suite) {
  const folder = folderOf(page);
  let host;
  if (code.includes(PLACE)) {
    if (!places.has(page)) places.set(page, emulatorOf(suite, page, folder));
    host = await places.get(page);
  } else if (code.includes("ALIBABA_CLOUD_ENDPOINT")) {
    host = await emulatorFor(t, folder);
  }
  const file = `${folder}/line-${line}.mjs`;
  writeFileSync(file, (await plain(code, typed)).replaceAll(PLACE, host ?? PLACE));
  return await execute(process.execPath, [main, file], { cwd: folder, env: variables(host) });
}

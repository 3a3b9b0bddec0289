// What the tests of the command share: the command as a process, and an emulator to talk to.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command, serve } from "../node/support.mjs";

export { command };

/** A folder that is gone after the test. */
export async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), "cli-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/**
 * An emulator, and the command set up for it: `run(...args)` gives `{ code, stdout, stderr }`. Nothing of the machine's
 * own profiles and variables reaches the command.
 */
export async function place(t, { env = {}, fixture, emulator = [] } = {}) {
  const { url } = await serve(t, "--creating-ms", "1", "--deleting-ms", "1", ...emulator);
  const home = await folder(t);
  const settings = { ...environment(home), ...keys, ...at(url), ...env };
  const control = async (call, body) => {
    const init = body && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    const answer = await fetch(`${url}/_emulator/${call}`, init);
    if (!answer.ok) throw new Error(`${call}: ${await answer.text()}`);
    return await answer.json();
  };
  if (fixture !== undefined) {
    await control("load", fixture);
  }
  return {
    url,
    home,
    env: settings,
    control,
    start: (...args) => start(args, settings),
    run: (...args) => run(args, { env: settings }),
    /** How often an operation was called. */
    calls: async (action) =>
      (await control("requests")).filter((request) => request.action === action).length,
    /** The ids of what is there. */
    left: async (region = "cn-hongkong") => {
      const { sessions = [], filters = [] } = (await control("state")).regions[region] ?? {};
      return {
        sessions: sessions.map((one) => one.TrafficMirrorSessionId),
        filters: filters.map((one) => one.TrafficMirrorFilterId),
      };
    },
  };
}

export const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: "testid", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "testsecret" };

export function at(url) {
  return { ALIBABA_CLOUD_ENDPOINT: url, ALIBABA_CLOUD_REGION_ID: "cn-hongkong" };
}

/** No variable but these. */
export function environment(home) {
  return { PATH: process.env.PATH, HOME: home, TERM: "xterm", LANG: "C.UTF-8" };
}

/** Runs the command to its end. */
export async function run(args, { env, input = "" } = {}) {
  return await start(args, env, input).ended;
}

/** Starts the command; `stdout` and `stderr` grow, `seen` waits for text in one of them. */
export function start(args, env, input, program = [process.execPath, command]) {
  const [file, ...before] = program;
  const child = spawn(file, [...before, ...args], { env });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => {
      texts[name] += text;
      child.emit("text");
    });
  }
  child.on("close", () => child.emit("text"));
  // It may end without having read.
  child.stdin.on("error", () => {});
  if (input !== undefined) {
    child.stdin.end(input);
  }
  return {
    child,
    texts,
    ended: once(child, "close").then(([code, signal]) => ({ code: code ?? signal, ...texts })),
    seen: async (pattern, name = "stderr") => {
      while (!pattern.test(texts[name])) {
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(
            `ended with ${child.exitCode ?? child.signalCode} before ${pattern}: ${texts.stdout}${texts.stderr}`,
          );
        }
        await once(child, "text");
      }
    },
  };
}

/** As `start`, on a pseudo-terminal of util-linux: standard input is the keyboard, `stdout` is the screen. */
export function terminal(args, env, columns = 100) {
  const line = [process.execPath, command, ...args].map((word) => `'${word}'`).join(" ");
  const program = [
    "script",
    "--quiet",
    "--return",
    "--command",
    `stty cols ${columns}; exec ${line}`,
    "/dev/null",
  ];
  return start([], { ...env, SHELL: "/bin/bash" }, undefined, program);
}

/** A region with sessions `tms-1` to `tms-COUNT` on the filter `tmf-1`, all Created. */
export function region(count, session = () => ({})) {
  return {
    filters: [{ TrafficMirrorFilterId: "tmf-1" }],
    sessions: Array.from({ length: count }, (_, at) => ({
      TrafficMirrorSessionId: `tms-${at + 1}`,
      TrafficMirrorFilterId: "tmf-1",
      TrafficMirrorSourceIds: [`eni-source${at + 1}`],
      TrafficMirrorTargetId: "eni-target",
      TrafficMirrorTargetType: "NetworkInterface",
      Priority: at + 1,
      ...session(at + 1),
    })),
  };
}

export function mirrored(count, session) {
  return { regions: { "cn-hongkong": region(count, session) } };
}

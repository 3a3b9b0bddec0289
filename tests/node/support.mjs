// What several tests share: keys, an emulator with a client, and the emulator as a process.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TrafficMirrorClient } from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";

export const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
export const regionId = "cn-hongkong";

/** An emulator in this process and a client of it. Objects are created and deleted in a moment. */
export function pair(clientOptions = {}, emulatorOptions = {}) {
  const emulator = createEmulator({ creatingMs: 1, deletingMs: 1, ...emulatorOptions });
  const client = new TrafficMirrorClient({ regionId, credentials, fetch: emulator.fetch, ...clientOptions });
  return { emulator, client };
}

/** A client whose every request is answered by `answer(url, init)`: `{ status, headers, body }`. */
export function answering(answer, clientOptions = {}) {
  const fetch = async (url, init) => {
    const { status = 200, headers = {}, body = "" } = await answer(url, init);
    return {
      status,
      headers: { get: (name) => headers[name.toLowerCase()] ?? null },
      text: async () => body,
    };
  };
  return new TrafficMirrorClient({ regionId, credentials, fetch, ...clientOptions });
}

/** A filter and sessions on it, all Created. */
export async function sessions(client, count) {
  const { TrafficMirrorFilterId } = await client.createTrafficMirrorFilter({});
  await client.waitUntilCreated(TrafficMirrorFilterId);
  const ids = [];
  for (let number = 1; number <= count; number++) {
    const { TrafficMirrorSessionId } = await client.createTrafficMirrorSession(
      sessionParams(TrafficMirrorFilterId, number),
    );
    ids.push(TrafficMirrorSessionId);
  }
  await client.waitUntilCreated(ids);
  return { filter: TrafficMirrorFilterId, ids };
}

export function sessionParams(TrafficMirrorFilterId, number) {
  return {
    TrafficMirrorFilterId,
    TrafficMirrorSourceIds: [`eni-source${number}`],
    TrafficMirrorTargetId: "eni-target",
    TrafficMirrorTargetType: "NetworkInterface",
    Priority: number,
  };
}

/** Runs `alicloud-traffic-mirror emulator`; gives its base URL, and stops it with the test. */
export async function serve(t, ...options) {
  const child = spawn(process.execPath, [command, "emulator", "--port", "0", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill());
  const [line] = await once(child.stdout, "data");
  return { url: String(line).trim(), child };
}

export const command = fileURLToPath(new URL("cli.js", import.meta.resolve("alicloud-traffic-mirror")));

/**
 * Runs a program in a process of its own, by `options` of Node's, and gives what it printed, read as JSON. One that hangs is
 * ended.
 */
export async function runProgram(source, env = {}, options = []) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...options, "--input-type=module", "-e", source],
    {
      env: { ...process.env, ...env },
      timeout: 60_000,
      killSignal: "SIGKILL",
    },
  );
  return JSON.parse(stdout);
}

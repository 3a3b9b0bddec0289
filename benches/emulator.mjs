// How fast the emulator is, and how much memory a session takes. Prints Markdown; each figure is measured here and now.
import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { signUrl } from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";

const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
const REGIONS = ["cn-hongkong", "cn-hangzhou", "cn-beijing", "cn-shenzhen"];
/** Milliseconds that each measurement runs, after a warm-up of a quarter of it. */
const SPAN = Number(process.env.BENCH_MS ?? 2_000);

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}, ${new Date().toISOString().slice(0, 10)}\n`,
);
console.log("| emulator | measured |\n|---|---|");
await inProcess();
await overHttp();
await manySessions();

async function inProcess() {
  const emulator = createEmulator({ rateLimit: false });
  emulator.load(fixture(1_000, ["cn-hongkong"]));
  const get = async (action, params) => {
    const response = await emulator.fetch(signUrl(action, params, { regionId: "cn-hongkong", credentials }));
    return await response.json();
  };
  const rate = await perSecond(() => get("ListTrafficMirrorSessions", { MaxResults: 1 }));
  row("requests per second, in process (List of one)", rate);
  let number = 0;
  const pairs = await perSecond(async () => {
    number += 1;
    const TrafficMirrorSessionId = id(number % 1_000);
    await get("DeleteTrafficMirrorSession", { TrafficMirrorSessionId, DryRun: true });
    await get("ListTrafficMirrorSessions", { TrafficMirrorSessionIds: [TrafficMirrorSessionId] });
  });
  row("delete + list pairs per second, in process (dry runs, so that none runs out)", pairs);
}

async function overHttp() {
  const command = fileURLToPath(new URL("cli.js", import.meta.resolve("alicloud-traffic-mirror")));
  const child = spawn(process.execPath, [command, "emulator"], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  const endpoint = String(line).trim();
  const agent = new http.Agent({ keepAlive: true });
  const get = () =>
    new Promise((resolve, reject) => {
      const url = signUrl(
        "ListTrafficMirrorSessions",
        { MaxResults: 1 },
        { regionId: "cn-hongkong", credentials, endpoint },
      );
      http.get(url, { agent }, (response) => response.resume().on("end", resolve)).on("error", reject);
    });
  row("requests per second over HTTP, one at a time", await perSecond(get));
  row(
    "requests per second over HTTP, 16 at once",
    await perSecond(() => Promise.all(Array.from({ length: 16 }, get)), 16),
  );
  agent.destroy();
  child.kill();
}

async function manySessions() {
  const times = {};
  for (const count of [1_000, 100_000]) {
    const emulator = createEmulator({ rateLimit: false });
    const text = fixture(count, REGIONS);
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    emulator.load(text);
    globalThis.gc?.();
    if (count === 100_000) {
      row(
        "memory per stored session at 100,000, loading included",
        `${((process.memoryUsage().rss - before) / count / 1024).toFixed(2)} KiB`,
      );
    }
    const page = async () => {
      const url = signUrl(
        "ListTrafficMirrorSessions",
        { MaxResults: 100 },
        { regionId: "cn-hongkong", credentials },
      );
      await (await emulator.fetch(url)).text();
    };
    times[count] = 1_000 / (await perSecond(page));
  }
  row("a page of 100 among 1,000 sessions", `${times[1_000].toFixed(2)} ms`);
  row(
    "a page of 100 among 100,000 sessions",
    `${times[100_000].toFixed(2)} ms (${(times[100_000] / times[1_000]).toFixed(2)} ×)`,
  );
}

/** Sessions that exist from the start, spread over regions, a filter each. */
function fixture(count, regions) {
  const share = Math.ceil(count / regions.length);
  return {
    regions: Object.fromEntries(
      regions.map((region, at) => [
        region,
        {
          filters: [{ TrafficMirrorFilterId: `tmf-bench${at}` }],
          sessions: Array.from({ length: share }, (_, number) => ({
            TrafficMirrorSessionId: id(at * share + number),
            TrafficMirrorSessionName: `bench-${number}`,
            TrafficMirrorFilterId: `tmf-bench${at}`,
            TrafficMirrorSourceIds: [`eni-bench${at * share + number}`],
            TrafficMirrorTargetId: "eni-target",
            TrafficMirrorTargetType: "NetworkInterface",
            Priority: number + 1,
          })),
        },
      ]),
    ),
  };
}

function id(number) {
  return `tms-bench${String(number).padStart(11, "0")}`;
}

/** How often `work` completes in a second, `each` counted at a time. */
async function perSecond(work, each = 1) {
  for (const start = performance.now(); performance.now() - start < SPAN / 4; ) {
    await work();
  }
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < SPAN) {
    await work();
    count += each;
  }
  return count / ((performance.now() - start) / 1_000);
}

function row(what, value) {
  console.log(`| ${what} | ${typeof value === "number" ? Math.round(value).toLocaleString("en") : value} |`);
}

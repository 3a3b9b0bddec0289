// What README.md says is needed of the host: it is enough, and nothing in it is too much. Tried where there is nothing but
// the language itself.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, sentence] = /Needed of the host: ([\s\S]*?)\. No secure context/.exec(readme);
const named = [...sentence.matchAll(/`([\w.]+)`/g)].map(([, name]) => name.split(".")[0]);
/** The language's own; it is in a context without being put there. */
const needed = [...new Set(named)].filter((name) => name !== "WebAssembly");

const { outputFiles } = await build({
  stdin: {
    contents: `
      import { signUrl, TrafficMirrorClient } from "alicloud-traffic-mirror";
      import { createEmulator } from "alicloud-traffic-mirror/emulator";
      globalThis.run = async () => {
        const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
        const regionId = "cn-hongkong";
        signUrl("DescribeVpcs", {}, { regionId, credentials, endpoint: "http://[::1]:4010" });
        const emulator = createEmulator({ creatingMs: 1 });
        globalThis.fetch &&= emulator.fetch;
        const client = new TrafficMirrorClient({ regionId, credentials });
        const { TrafficMirrorFilterId } = await client.createTrafficMirrorFilter({});
        await client.waitUntilCreated(TrafficMirrorFilterId);
        return (await client.listTrafficMirrorFilters()).TotalCount;
      };`,
    resolveDir: ".",
  },
  bundle: true,
  format: "iife",
  platform: "browser",
  write: false,
});
const script = new Script(outputFiles[0].text);

async function runWith(names) {
  const context = createContext(Object.fromEntries(names.map((name) => [name, globalThis[name]])));
  script.runInContext(context);
  return await context.run();
}

test("what is said to be needed of the host is enough", async () => {
  assert.equal(await runWith(needed), "1");
});

// Where that is missing, it is a timer's callback that fails, which nobody catches.
for (const name of needed.filter((one) => one !== "clearTimeout")) {
  test(`without ${name} it does not work`, async () => {
    await assert.rejects(runWith(needed.filter((other) => other !== name)));
  });
}

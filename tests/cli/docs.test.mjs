import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { command } from "../node/support.mjs";
import { golden } from "./golden.mjs";
import { folder, place, start } from "./support.mjs";

const read = (path) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");
const page = read("../../docs/command-line.md");
const readme = read("../../README.md").split("\n## The command line\n")[1].split("\n## ")[0];

const sessions = ["tms-j6cla50buc44ap8tu0001", "tms-j6cla50buc44ap8tu0002"].map((id, at) => ({
  TrafficMirrorSessionId: id,
  TrafficMirrorFilterId: "tmf-j6cmls82xnc86vtpe0001",
  Tags: [{ Key: "env", Value: "test" }],
  CreationTime: "2026-01-02T03:04Z",
  Priority: at + 1,
}));
const fixture = {
  regions: { "cn-hongkong": { filters: [{ TrafficMirrorFilterId: "tmf-j6cmls82xnc86vtpe0001" }], sessions } },
};

for (const [name, text, count] of [
  ["docs/command-line.md", page, 10],
  ["the README's section", readme, 1],
]) {
  test(`every example of ${name} runs`, async (t) => {
    const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block);
    assert.equal(blocks.length, count);
    for (const block of blocks) {
      const { env } = await place(t, { fixture });
      // A port of its own; and `set -e`, so that each line has to succeed.
      const lines = block.replace("--port 4010", "--port 0").replaceAll(/^npx /gm, "");
      const script = `set -euo pipefail; cd "$1"\n${lines}`;
      const program = ["bash", "-c", script, "bash", await folder(t)];
      const bin = await folder(t);
      const shim = `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`;
      writeFileSync(`${bin}/alicloud-traffic-mirror`, shim, { mode: 0o755 });
      const settings = { ...env, PATH: `${bin}:${env.PATH}` };
      const { code, stdout, stderr } = await start([], settings, "", program).ended;
      assert.equal(code, 0, `${block}\n${stdout}${stderr}`);
    }
  });
}

test("the page has every option that the help has, and no other", () => {
  const options = (text) => new Set(text.match(/(?<=[\s`(|])--[a-z][a-z-]+/g));
  const known = options(readFileSync(golden, "utf8"));
  const described = options(page);
  const missing = [...known].filter((option) => !described.has(option) && option !== "--version");
  const others = [...described].filter((option) => !known.has(option) && option !== "--global");
  assert.deepEqual({ missing, others }, { missing: [], others: [] });
});

test("the page's links within it lead somewhere", () => {
  const heads = [...page.matchAll(/^#+ (.*)$/gm)].map(([, head]) => head.toLowerCase().replaceAll(" ", "-"));
  for (const [, link] of page.matchAll(/\]\(#(.*?)\)/g)) {
    assert.ok(heads.includes(link), link);
  }
});

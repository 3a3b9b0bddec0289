import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { serve } from "./support.mjs";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const section = readme.split("### With other clients")[1].split("\n## ")[0];
const blocks = [...section.matchAll(/```js\n(.*?)```/gs)].map((match) => match[1]);

test("the README's lines point each official client at the emulator", async (t) => {
  assert.equal(blocks.length, 2);
  const { url } = await serve(t);
  const AsyncFunction = (async () => {}).constructor;
  for (const block of blocks) {
    const printed = [];
    const code = block.replaceAll("127.0.0.1:4010", new URL(url).host);
    await new AsyncFunction("require", "console", code)(createRequire(import.meta.url), {
      log: (value) => printed.push(value),
    });
    assert.match(JSON.stringify(printed[0]), /"[tT]otalCount":"0"/);
  }
});

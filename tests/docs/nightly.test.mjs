// What the guide for a sweeping script has cron run, run as cron does: by sh, with next to nothing in the environment.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { blocksOf } from "./blocks.mjs";
import { execute, folderOf } from "./run.mjs";

test("cron's line runs the script, with the keys of its file", async () => {
  const home = folderOf("nightly");
  const folder = `${home}/sweep`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const blocks = blocksOf("docs/guides/sweep-script.md");
  const nightly = blocks.find(({ file }) => file === "nightly.sh");
  writeFileSync(`${folder}/nightly.sh`, nightly.code);
  // Stands in for the sweep, and tells what reached it.
  const names = ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"];
  const told = `console.log(JSON.stringify([process.argv[2], ...${JSON.stringify(names)}.map((name) => process.env[name])]))`;
  writeFileSync(`${folder}/sweep.mjs`, told);
  const [, keys] = blocks.map(({ code }) => /^(install[\s\S]*?)\.\/nightly\.sh/m.exec(code)).find(Boolean);
  assert.equal((await execute("sh", ["-euc", keys], { cwd: folder })).code, 0);
  const [, line] = blocks.find(({ language }) => language === "crontab").code.match(/^(?:\S+ ){5}(.*)$/m);
  const env = { HOME: home, PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, SHELL: "/bin/sh" };
  const { code, all } = await execute("/bin/sh", ["-c", line], { cwd: home, env });
  assert.equal(code, 0, all);
  assert.deepEqual(JSON.parse(readFileSync(`${folder}/sweep.log`, "utf8")), [
    "--delete",
    "testid",
    "testsecret",
  ]);
});

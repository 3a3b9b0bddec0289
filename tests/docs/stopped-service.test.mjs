// What the guide for a Node service says of being stopped: its own program, ended by SIGTERM and started again.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { programsOf } from "./blocks.mjs";
import { emulatorFor } from "./emulators.mjs";
import { execute, folderOf, main, plain, variables } from "./run.mjs";
import { options } from "./stand-in/fixture.mjs";

test("a service that is stopped in a teardown finishes it when it is started again", async (t) => {
  const page = "docs/guides/node-service.md";
  const folder = folderOf("stopped-service");
  const checkpoint = `${folder}/teardown.checkpoint`;
  rmSync(checkpoint, { force: true });
  const [{ code, typed }] = programsOf(page);
  const file = `${folder}/service.mjs`;
  writeFileSync(file, await plain(code, typed));
  const host = await emulatorFor(t, folder, { ...options, deletingMs: 2_000 });
  const settings = { cwd: folder, env: variables(host) };

  const first = spawn(process.execPath, [main, file], { ...settings, stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(first, "close");
  let said = "";
  first.stderr.on("data", (text) => {
    said += text;
  });
  while (!existsSync(checkpoint) && first.exitCode === null) await sleep(10);
  first.kill("SIGTERM");
  const [code1] = await closed;
  assert.equal(code1, 1, said);
  assert.match(said, /stopped by SIGTERM/);
  assert.ok(existsSync(checkpoint), "the last checkpoint is kept");

  const second = await execute(process.execPath, [main, file], settings);
  assert.equal(second.code, 0, second.all);
  assert.match(second.out, / deleted 0 failed$/m);
  assert.ok(!existsSync(checkpoint));
  const state = await (await fetch(`http://${host}/_emulator/state`)).json();
  const left = state.regions["cn-hongkong"].sessions.map((session) => session.TrafficMirrorSessionName);
  assert.deepEqual(left, ["capture-4"]);
});

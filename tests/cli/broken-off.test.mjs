// What a teardown tells, and keeps, where it does not come to its end.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { folder, mirrored, place, region, run } from "./support.mjs";

const slow = ["--deleting-ms", "600000"];
const bothRegions = { regions: { "cn-hongkong": region(2), "cn-beijing": region(3) } };

/** A teardown of two regions that was interrupted while all sessions were Deleting. Gives the checkpoint's path. */
async function interrupted(t, { start, calls }) {
  const file = join(await folder(t), "checkpoint.json");
  const args = ["--all", "--region", "all", "--yes", "--checkpoint", file];
  const { child, ended, seen } = start("teardown", ...args);
  while ((await calls("DeleteTrafficMirrorSession")) < 5) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await seen(/deleted/);
  child.kill("SIGINT");
  assert.equal((await ended).code, 130);
  return file;
}

test("a resumed region that is refused keeps the checkpoint, though the others are done", async (t) => {
  const there = await place(t, { fixture: bothRegions, emulator: slow });
  const file = await interrupted(t, there);
  const { run, control } = there;
  await control("advance", { ms: 600_000 });
  const whole = JSON.parse(await readFile(file, "utf8"));
  const refuse = { kind: "error", status: 403, code: "Forbidden.RAM", on: "ListTrafficMirrorSessions" };
  await control("faults", refuse);
  const refused = await run("teardown", "--resume", file, "--yes", "--json");
  const report = JSON.parse(refused.stdout);
  assert.deepEqual([refused.code, report.refused.length], [3, 1], refused.stderr);
  assert.match(refused.stderr, /\nto go on: alicloud-traffic-mirror teardown --resume /);
  const [left] = report.refused;
  assert.equal(JSON.parse(await readFile(file, "utf8")).regions[left.regionId], whole.regions[left.regionId]);
  const done = await run("teardown", "--resume", file, "--yes", "--json");
  assert.deepEqual([done.code, JSON.parse(done.stdout).deleted.length], [0, 5], done.stderr);
  await assert.rejects(readFile(file), { code: "ENOENT" });
  // The same for a part that cannot be read.
  await writeFile(file, JSON.stringify({ ...whole, regions: { ...whole.regions, "cn-beijing": "x" } }));
  const damaged = await run("teardown", "--resume", file, "--yes");
  assert.equal(damaged.code, 3);
  assert.match(damaged.stderr, /cn-beijing: CHECKPOINT: .*to go on: /s);
  assert.match(await readFile(file, "utf8"), /"cn-beijing":"x"/);
});

test("--resume with every region refused names each, and keeps the checkpoint", async (t) => {
  const there = await place(t, { fixture: bothRegions, emulator: slow });
  const file = await interrupted(t, there);
  const before = await readFile(file, "utf8");
  const env = { ...there.env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong" };
  const { code, stdout, stderr } = await run(["teardown", "--resume", file, "--yes", "--json"], { env });
  const { deleted, refused } = JSON.parse(stdout);
  assert.deepEqual([code, deleted], [1, []]);
  for (const id of ["cn-beijing", "cn-hongkong"]) {
    const { error } = refused.find(({ regionId }) => regionId === id);
    assert.equal(error.serviceCode, "SignatureDoesNotMatch");
    assert.match(stderr, new RegExp(`^${id}: SignatureDoesNotMatch`, "m"));
  }
  assert.equal(await readFile(file, "utf8"), before);
});

test("a checkpoint that can no longer be written ends it, and what was deleted by then is told", async (t) => {
  const { run: again, left, env } = await place(t, { fixture: mirrored(130) });
  const preload = fileURLToPath(new URL("full-disk.mjs", import.meta.url));
  const settings = { ...env, NODE_OPTIONS: `--import ${preload}` };
  const { code, stdout, stderr } = await run(["teardown", "--all", "--yes", "--json"], { env: settings });
  const { deleted, failed, calls, refused } = JSON.parse(stdout);
  const [{ regionId, error, deleting }] = refused;
  assert.deepEqual([code, failed, refused.length, regionId], [3, [], 1, "cn-hongkong"], stderr);
  assert.match(error.message, /cannot be written \(ENOSPC\)/);
  assert.ok(deleted.length + deleting.length >= 90 && calls > 100, stdout);
  const there = (await left()).sessions;
  assert.deepEqual(
    deleted.filter((id) => there.includes(id)),
    [],
  );
  assert.match(stderr, /cn-hongkong: the checkpoint .*\nto go on: /s);
  assert.equal((await again("teardown", "--all", "--yes")).code, 0);
});

test("keys that are refused midway end it, and what was deleted by then is told", async (t) => {
  const { run, start, control, calls } = await place(t, { fixture: mirrored(130), emulator: slow });
  const running = start("teardown", "--all", "--yes");
  while ((await calls("DeleteTrafficMirrorSession")) < 10) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await control("faults", {
    kind: "error",
    status: 403,
    code: "InvalidAccessKeyId.Inactive",
    times: 10_000,
  });
  const { code, stdout, stderr } = await running.ended;
  assert.equal(code, 3);
  assert.match(stdout, /^cn-hongkong: broken off, and what became of the rest is not known\n/);
  assert.match(stdout, /\n0 deleted, \d+ deleting, 1 region broken off; \d+ calls, \d+ s\n$/);
  assert.match(stderr, /cn-hongkong: InvalidAccessKeyId\.Inactive.*\nto go on: /s);
  await control("reset", {});
  await control("load", mirrored(1));
  const refuse = { kind: "error", status: 403, code: "InvalidAccessKeyId.Inactive" };
  await control("faults", { ...refuse, on: "DeleteTrafficMirrorSession" });
  const none = await run("teardown", "--all", "--yes", "--json");
  assert.deepEqual([none.code, JSON.parse(none.stdout).deleted], [1, []]);
});

test("an interruption with --json tells what was deleted by then", async (t) => {
  const { start } = await place(t, { fixture: mirrored(3), emulator: slow });
  const { child, ended, seen } = start("teardown", "--all", "--yes", "--json", "--verbose");
  await seen(/(to=Deleting[\s\S]*){3}/);
  child.kill("SIGINT");
  const { code, stdout } = await ended;
  const { deleted, refused } = JSON.parse(stdout);
  assert.deepEqual([code, deleted], [130, []]);
  const [{ regionId, error, deleting }] = refused;
  assert.deepEqual(
    [regionId, error, deleting.sort()],
    ["cn-hongkong", { message: "interrupted" }, ["tms-1", "tms-2", "tms-3"]],
  );
});

test("progress counts the filters that follow the sessions", async (t) => {
  const { run, start, control } = await place(t, { fixture: mirrored(2) });
  await control("faults", { kind: "delay", ms: 600_000, on: "DeleteTrafficMirrorFilter" });
  const { child, ended, seen } = start("teardown", "--all", "--with-filters", "--yes", "--verbose");
  await seen(/DeleteTrafficMirrorFilter attempt/);
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stderr, /\n2 of 2 sessions and 0 of 1 filters deleted\nto go on: /);
  await control("reset", {});
  await control("load", mirrored(2));
  const whole = await run("teardown", "--all", "--with-filters", "--yes");
  assert.equal(whole.code, 0);
  assert.match(whole.stderr, /\n2 of 2 sessions and 1 of 1 filters deleted\n$/);
});

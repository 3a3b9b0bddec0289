import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";
import { mirrored, place, terminal } from "./support.mjs";

assert.equal(
  spawnSync("script", ["--version"]).status,
  0,
  "these tests need `script` of util-linux for a pseudo-terminal; Debian/Ubuntu: apt-get install bsdutils",
);

const QUESTION = /Delete 3 sessions in cn-hongkong at http:\S+, with the keys of the environment\? \[y\/N\] /;

test("a teardown asks, shows a bar while it works, and reports", async (t) => {
  const { env, control, calls, left } = await place(t, {
    fixture: mirrored(3),
    emulator: ["--deleting-ms", "600000"],
  });
  const { child, texts, seen, ended } = terminal(["teardown", "--all"], env);
  await seen(QUESTION, "stdout");
  assert.equal(await calls("DeleteTrafficMirrorSession"), 0);
  child.stdin.write("yes\n");
  await seen(/\[.*-{24}.*\] 0 of 3 deleted, 3 deleting/, "stdout");
  await control("advance", { ms: 600_000 });
  const { code, stdout } = await ended;
  assert.equal(code, 0, stdout);
  assert.ok(stdout.includes("\u001b[1mID "), "the head of the table is bold");
  assert.match(stdout, /\[2K3 deleted; \d+ calls, \d+ s\r\n$/);
  assert.deepEqual((await left()).sessions, []);
  assert.ok(texts.stdout.includes("\u001b[1G"), "the bar is drawn over itself");
});

test("no, nothing and the end of input are all no", async (t) => {
  const { env, calls, home } = await place(t, { fixture: mirrored(3) });
  for (const answer of ["n\n", "\n", "yesterday\n", "\u0004"]) {
    const { child, seen, ended } = terminal(["teardown", "--all"], env);
    await seen(QUESTION, "stdout");
    child.stdin.write(answer);
    const { code, stdout } = await ended;
    assert.equal(code, 1, JSON.stringify(answer));
    assert.match(stdout, /nothing was deleted/);
  }
  assert.equal(await calls("DeleteTrafficMirrorSession"), 0);
  assert.deepEqual(await readdir(home), []);
});

test("Ctrl-C at the keyboard: at the question nothing happens, later the checkpoint is kept", async (t) => {
  const { env, calls, home } = await place(t, {
    fixture: mirrored(3),
    emulator: ["--deleting-ms", "600000"],
  });
  const early = terminal(["teardown", "--all"], env);
  await early.seen(QUESTION, "stdout");
  early.child.stdin.write("\u0003");
  const asked = await early.ended;
  assert.equal(asked.code, 130);
  assert.doesNotMatch(asked.stdout, /to go on/);
  assert.equal(await calls("DeleteTrafficMirrorSession"), 0);
  const late = terminal(["teardown", "--all"], env);
  await late.seen(QUESTION, "stdout");
  late.child.stdin.write("y\n");
  await late.seen(/3 deleting/, "stdout");
  late.child.stdin.write("\u0003");
  const { code, stdout } = await late.ended;
  assert.equal(code, 130);
  assert.match(stdout, /0 of 3 deleted, 3 deleting\r\nto go on: alicloud-traffic-mirror teardown --resume /);
  assert.equal((await readdir(join(home, ".local/state/alicloud-traffic-mirror"))).length, 1);
});

test("a narrow terminal gets lines that fit, and NO_COLOR and dumb terminals no colours", async (t) => {
  const fixture = mirrored(2, () => ({
    TrafficMirrorSessionName: "镜像会话镜像会话镜像会话",
    Enabled: true,
  }));
  const { env } = await place(t, { fixture });
  for (const [columns, head] of [
    [120, /^ID +NAME +STATE/],
    [64, /^ID +NAME +STATE/],
    [28, /^ID +tms-1/],
  ]) {
    const { stdout, code } = await terminal(["list"], env, columns).ended;
    const lines = stripVTControlCharacters(stdout).split("\r\n");
    assert.equal(code, 0);
    assert.match(lines[0], head);
    assert.ok(Math.max(...lines.map((line) => stringWidth(line))) <= columns, stdout);
  }
  for (const extra of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
    const { stdout } = await terminal(["list"], { ...env, ...extra }).ended;
    assert.match(stdout, /^ID /);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must be absent.
    assert.doesNotMatch(stdout, /\u001b/);
  }
  const { stdout } = await terminal(["teardown", "--all", "--yes"], { ...env, TERM: "dumb" }).ended;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must be absent.
  assert.doesNotMatch(stdout, /\u001b/);
  assert.match(stdout, /^2 of 2 deleted\r\n2 deleted; /m);
});

test("a terminal is shown the head of a long plan, anything else all of it", async (t) => {
  const { env, run } = await place(t, { fixture: mirrored(60) });
  const screen = await terminal(["teardown", "--all", "--dry-run"], env).ended;
  assert.equal(screen.stdout.match(/^tms-/gm).length, 50);
  assert.match(screen.stdout, /… and 10 more sessions\r\n60 sessions would be deleted\r\n$/);
  const piped = await run("teardown", "--all", "--dry-run");
  assert.equal(piped.stdout.match(/^tms-/gm).length, 60);
  assert.doesNotMatch(piped.stdout, /more session/);
  const plan = await run("teardown", "--all");
  assert.equal(plan.stderr.match(/^tms-/gm).length, 60);
});

test("a no gives a document with --json, and a profile's name does not steer the terminal", async (t) => {
  const { env, home, calls } = await place(t, { fixture: mirrored(3) });
  const keys = { access_key_id: "testid", access_key_secret: "testsecret", region_id: "cn-hongkong" };
  const profile = { name: "evil\u001b[2J", mode: "AK", ...keys };
  await mkdir(join(home, ".aliyun"));
  const config = { current: profile.name, profiles: [profile] };
  await writeFile(join(home, ".aliyun/config.json"), JSON.stringify(config));
  const { ALIBABA_CLOUD_ACCESS_KEY_ID: _, ALIBABA_CLOUD_ACCESS_KEY_SECRET: __, ...others } = env;
  const { child, seen, ended } = terminal(["teardown", "--all", "--json"], others);
  await seen(/keys of profile evil\uFFFD\[2J\? \[y\/N\] /, "stdout");
  child.stdin.write("n\n");
  const { code, stdout } = await ended;
  assert.equal(code, 1);
  const { deleted, refused } = JSON.parse(/^\{[\s\S]*^\}/m.exec(stdout)[0]);
  assert.deepEqual([deleted, refused], [[], []]);
  assert.equal(await calls("DeleteTrafficMirrorSession"), 0);
});

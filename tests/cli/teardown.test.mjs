import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { command, folder, mirrored, place, region, run, start } from "./support.mjs";

const slow = ["--deleting-ms", "600000"];

/** Waits until a condition holds. */
async function until(condition) {
  while (!(await condition())) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("the plan is shown, and without a terminal nothing is deleted unless --yes is said", async (t) => {
  const { run, left, home, calls } = await place(t, { fixture: mirrored(3) });
  const refused = await run("teardown", "--all", "--with-filters");
  assert.deepEqual([refused.code, refused.stdout], [2, ""]);
  assert.match(
    refused.stderr,
    /^ID .*\ntms-1 .*\ntms-2 .*\ntms-3 .*\ntmf-1: filter, used by nothing else\n.*say --yes\n$/,
  );
  const dry = await run("teardown", "--all", "--with-filters", "--dry-run");
  assert.equal(dry.code, 0);
  assert.match(dry.stdout, /\n3 sessions and 1 filter would be deleted\n$/);
  const json = JSON.parse((await run("teardown", "tms-1", "tms-9", "--dry-run", "--json")).stdout);
  assert.deepEqual(json, { planned: ["tms-1", "tms-9"], plannedFilters: [], kept: [], refused: [] });
  assert.equal(await calls("DeleteTrafficMirrorSession"), 0);
  assert.deepEqual(await readdir(home), []);
  const done = await run("teardown", "--all", "--with-filters", "--yes");
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.stdout, /^4 deleted; \d+ calls, \d+ s\n$/);
  assert.match(
    done.stderr,
    /\ncheckpoint: .*\/\.local\/state\/alicloud-traffic-mirror\/teardown-.*\.json\n.*3 of 3 sessions and 1 of 1 filters deleted\n$/s,
  );
  assert.deepEqual(await left(), { sessions: [], filters: [] });
  assert.deepEqual(await readdir(join(home, ".local/state/alicloud-traffic-mirror")), []);
  const nothing = await run("teardown", "--all", "--json");
  assert.deepEqual([nothing.code, JSON.parse(nothing.stdout).deleted], [0, []]);
  assert.equal(nothing.stderr, "there is nothing to delete\n");
});

test("ids, filters, tags and ages choose; the report says what became of each", async (t) => {
  const old = new Date(Date.now() - 3 * 86_400_000).toISOString().replace(/:\d\d\.\d+Z$/, "Z");
  const fixture = mirrored(6, (number) => ({
    ...(number < 5
      ? { CreationTime: old }
      : { CreationTime: new Date().toISOString().replace(/:\d\d\.\d+Z$/, "Z") }),
    Tags: [{ Key: "n", Value: String(number % 3) }],
  }));
  const { run, left } = await place(t, { fixture });
  const byId = await run("teardown", "tms-1", "tms-9", "--yes");
  assert.equal(byId.code, 0);
  assert.match(byId.stdout, /^tms-9: already gone\n1 deleted, 1 already gone; /);
  assert.match(byId.stderr, /tms-9: on no list; its deletion is tried\n/);
  const byTag = await run("teardown", "--tag", "n=2", "--older-than", "24h", "--yes", "--json");
  const { deleted, kept } = JSON.parse(byTag.stdout);
  const reason = "it is younger than --older-than asks for";
  assert.deepEqual([byTag.code, deleted, kept], [0, ["tms-2"], [{ id: "tms-5", reason }]]);
  const dry = await run("teardown", "--tag", "n=2", "--older-than", "24h", "--dry-run", "--json");
  assert.deepEqual(JSON.parse(dry.stdout).kept, [{ id: "tms-5", reason }]);
  const byFilter = await run(
    "teardown",
    "--filter-id",
    "tmf-1",
    "--older-than",
    "2d",
    "--with-filters",
    "--yes",
  );
  assert.equal(byFilter.code, 0);
  assert.match(byFilter.stdout, /tms-5: kept, it is younger than --older-than asks for\n/);
  assert.deepEqual(await left(), { sessions: ["tms-5", "tms-6"], filters: ["tmf-1"] });
});

test("what is asked for must be exactly one thing", async (t) => {
  const { run, calls } = await place(t, { fixture: mirrored(1) });
  for (const args of [
    [],
    ["--all", "tms-1"],
    ["--all", "--filter-id", "tmf-1"],
    ["--tag", "a=b", "tms-1"],
    ["--all", "--older-than", "1"],
    ["--all", "--older-than", "0s"],
    ["--all", "--older-than", "1w"],
    ["--tag", "a="],
    [""],
    ["TMS-5"],
    ["--resume", "x", "--all"],
    ["--resume", "x", "tms-1"],
    ["--resume", "x", "--region", "cn-hongkong"],
    ["--resume", "/nonexistent"],
    ["--resume", "/dev/null"],
    ["--resume", ""],
    ["--all", "--checkpoint", ""],
  ]) {
    const { code, stderr } = await run("teardown", "--yes", ...args);
    assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
    // In the words of the command, not of JavaScript.
    assert.doesNotMatch(stderr, /INVALID_PARAMETER|where\./);
  }
  assert.equal(await calls("DeleteTrafficMirrorSession"), 0);
});

test("failures: the checkpoint stays, and the command that is printed goes on", async (t) => {
  const { run, env, control, left } = await place(t, { fixture: mirrored(3) });
  const refuse = {
    kind: "error",
    status: 400,
    code: "OperationDenied.Odd",
    on: "DeleteTrafficMirrorSession",
  };
  await control("faults", refuse);
  const some = await run("teardown", "--all", "--yes", "--json");
  const report = JSON.parse(some.stdout);
  assert.deepEqual([some.code, report.deleted.length, report.failed.length], [3, 2, 1]);
  assert.equal(report.failed[0].error.serviceCode, "OperationDenied.Odd");
  const resumed = await shell(resumption(some.stderr), env, "--yes");
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.match(resumed.stdout, /^3 deleted; /);
  assert.deepEqual((await left()).sessions, []);
  await control("reset", {});
  await control("load", mirrored(1));
  await control("faults", refuse);
  const none = await run("teardown", "--all", "--yes");
  assert.equal(none.code, 1);
  assert.match(none.stdout, /^tms-1: failed, OperationDenied\.Odd.*\n0 deleted, 1 failed; /);
});

test("refused keys end it with 1 before anything is planned", async (t) => {
  const { run } = await place(t, { env: { ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong" } });
  const { code, stdout, stderr } = await run("teardown", "--all", "--yes");
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /^alicloud-traffic-mirror: SignatureDoesNotMatch/);
  for (const more of [["--yes"], ["--dry-run"]]) {
    const json = await run("teardown", "--all", "--json", ...more);
    assert.deepEqual([json.code, JSON.parse(json.stdout).refused[0].regionId], [1, "cn-hongkong"]);
  }
});

test("Ctrl-C keeps a checkpoint, and the command that is printed resumes it", async (t) => {
  const { env, control, calls, left, home } = await place(t, { fixture: mirrored(130), emulator: slow });
  const file = join(home, "it's a checkpoint.json");
  const running = start(["teardown", "--all", "--yes", "--checkpoint", file], env, "");
  // The second batch is on its way, so a checkpoint of the first was written.
  await until(async () => (await calls("DeleteTrafficMirrorSession")) > 105);
  running.child.kill("SIGINT");
  const { code, stdout, stderr } = await running.ended;
  assert.deepEqual([code, stdout], [130, ""]);
  assert.match(
    stderr,
    /stopping; Ctrl-C again stops at once\n0 of 130 deleted.*\nto go on: .*\n.*interrupted\n$/s,
  );
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const kept = await readFile(file, "utf8");
  assert.doesNotMatch(kept, /testid|testsecret/);
  assert.deepEqual(await readdir(home), ["it's a checkpoint.json"]);
  const asked = await shell(resumption(stderr), env);
  assert.equal(asked.code, 2);
  assert.match(asked.stderr, /tms-1 .*Deleting.*say --yes\n$/s);
  assert.equal(await readFile(file, "utf8"), kept);
  const again = await run(["teardown", "--all", "--yes", "--checkpoint", file], { env });
  assert.deepEqual([again.code, /--resume/.test(again.stderr)], [2, true]);
  const resumed = shell(resumption(stderr), env, "--yes --json");
  await until(async () => (await calls("DeleteTrafficMirrorSession")) >= 130);
  await until(async () => {
    await control("advance", { ms: 600_000 });
    return (await left()).sessions.length === 0;
  });
  const done = await resumed;
  assert.equal(done.code, 0, done.stderr);
  const { deleted, alreadyGone, failed } = JSON.parse(done.stdout);
  assert.deepEqual([deleted.length, alreadyGone, failed], [130, [], []]);
  assert.deepEqual(await readdir(home), []);
});

test("a second Ctrl-C stops at once, whatever the first waits for", async (t) => {
  const { env, control } = await place(t, { fixture: mirrored(2), emulator: slow });
  const preload = fileURLToPath(new URL("slow-disk.mjs", import.meta.url));
  const running = start(["teardown", "--all", "--yes"], { ...env, NODE_OPTIONS: `--import ${preload}` }, "");
  await running.seen(/checkpoint: /);
  running.child.kill("SIGINT");
  await running.seen(/stopping; .*\nnothing was deleted\n$/);
  await control("state");
  assert.equal(running.child.exitCode, null, "it still waits for the disk");
  running.child.kill("SIGINT");
  const { code, stderr } = await running.ended;
  assert.equal(code, 130);
  assert.doesNotMatch(stderr, /to go on/);
});

test("a checkpoint that cannot be written ends it before anything is deleted", async (t) => {
  const { run, calls, home } = await place(t, { fixture: mirrored(1) });
  const { code, stderr } = await run(
    "teardown",
    "--all",
    "--yes",
    "--checkpoint",
    "/dev/null/checkpoint.json",
  );
  assert.equal(code, 1);
  assert.match(stderr, /checkpoint .* cannot be written \(EEXIST\); --checkpoint FILE puts it elsewhere/);
  assert.equal(await calls("DeleteTrafficMirrorSession"), 0);
  await writeFile(
    join(home, "odd.json"),
    '{"format":"alicloud-traffic-mirror checkpoints 1","regions":{"cn-hongkong":"x"}}',
  );
  const odd = await run("teardown", "--resume", join(home, "odd.json"), "--yes");
  assert.deepEqual([odd.code, /CHECKPOINT/.test(odd.stderr)], [1, true]);
});

test("a folder is no checkpoint, and nobody is told to remove it", async (t) => {
  const { run, home } = await place(t);
  const { code, stderr } = await run("teardown", "--all", "--yes", "--checkpoint", home);
  assert.equal(code, 2);
  assert.equal(stderr, `alicloud-traffic-mirror: ${home} is a folder: name a file in it\n`);
});

test("two teardowns that begin at once do not share a checkpoint file", async (t) => {
  const { start, calls, left } = await place(t, { fixture: mirrored(2), emulator: slow });
  const file = join(await folder(t), "checkpoint.json");
  // Both ask before either has written it: each is asked its question with the file not there.
  const both = ["tms-1", "tms-2"].map((id) => start("teardown", id, "--yes", "--checkpoint", file));
  const first = await Promise.race(both.map(async ({ ended }, at) => ({ at, ...(await ended) })));
  assert.equal(first.code === 1 || first.code === 2, true, first.stderr);
  assert.match(first.stderr, /EEXIST|there already/);
  assert.equal(await calls("DeleteTrafficMirrorSession"), 1);
  // The other one's file is still there.
  const other = both[1 - first.at];
  await other.seen(/0 of 1 deleted/);
  assert.match(await readFile(file, "utf8"), /"cn-hongkong"/);
  other.child.kill("SIGINT");
  assert.match((await other.ended).stderr, /to go on: /);
  assert.equal((await left()).sessions.length, 2);
});

test("ids are of one region", async (t) => {
  const { run, calls } = await place(t, { fixture: mirrored(1) });
  const { code, stderr } = await run("teardown", "tms-1", "--region", "all", "--dry-run");
  assert.deepEqual([code, /ids are of one region/.test(stderr)], [2, true]);
  assert.equal(await calls("ListTrafficMirrorSessions"), 0);
});

test("without a HOME, nothing is read from or written to the folder one is in", async (t) => {
  const { env, home } = await place(t, { fixture: mirrored(1) });
  await mkdir(join(home, ".aliyun"));
  const profile = { name: "default", mode: "AK", access_key_id: "planted", access_key_secret: "planted" };
  await writeFile(join(home, ".aliyun", "config.json"), JSON.stringify({ profiles: [profile] }));
  const { ALIBABA_CLOUD_ACCESS_KEY_ID: _, ALIBABA_CLOUD_ACCESS_KEY_SECRET: __, ...others } = env;
  const bare = { ...others, HOME: "", XDG_STATE_HOME: "state" };
  const program = [process.execPath, command, "list", "--verbose"];
  const [file, ...args] = program;
  const child = spawn(file, args, { env: bare, cwd: home });
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const [code] = await once(child, "close");
  assert.equal(code, 1);
  assert.doesNotMatch(said, /planted|NotFound/);
});

test("a user without a home needs one for a checkpoint alone, and is told so", async (t) => {
  const { env, home } = await place(t, { fixture: mirrored(1) });
  // As for a user of a container whom the system does not know.
  const unknown = `import os from "node:os";
    import { syncBuiltinESMExports } from "node:module";
    os.homedir = os.userInfo = () => { throw Object.assign(new Error("uv_os_homedir"), { code: "ERR_SYSTEM_ERROR" }); };
    syncBuiltinESMExports();`;
  await writeFile(join(home, "unknown.mjs"), unknown);
  const { HOME: _, ...rest } = env;
  const bare = { ...rest, NODE_OPTIONS: `--import ${join(home, "unknown.mjs")}` };
  const dry = await run(["teardown", "--all", "--dry-run"], { env: bare });
  assert.deepEqual([dry.code, /1 session would be deleted/.test(dry.stdout)], [0, true], dry.stderr);
  const refused = await run(["teardown", "--all", "--yes"], { env: bare });
  assert.deepEqual(
    [refused.code, /say --checkpoint FILE, or set HOME or XDG_STATE_HOME/.test(refused.stderr)],
    [2, true],
  );
  const { ALIBABA_CLOUD_ACCESS_KEY_ID: __, ALIBABA_CLOUD_ACCESS_KEY_SECRET: ___, ...keyless } = bare;
  assert.match((await run(["list"], { env: keyless })).stderr, /no keys: set ALIBABA_CLOUD_ACCESS_KEY_ID/);
  const named = await run(
    ["teardown", "--all", "--yes", "--json", "--checkpoint", join(home, "checkpoint.json")],
    { env: bare },
  );
  assert.deepEqual([named.code, JSON.parse(named.stdout).deleted], [0, ["tms-1"]]);
});

test("a checkpoint holds only where it was made", async (t) => {
  const { run, env, control } = await place(t, { fixture: mirrored(1) });
  await control("faults", {
    kind: "error",
    status: 400,
    code: "OperationDenied.Odd",
    on: "DeleteTrafficMirrorSession",
  });
  const file = join(await folder(t), "checkpoint.json");
  assert.equal((await run("teardown", "--all", "--yes", "--checkpoint", file)).code, 1);
  const other = await place(t, { fixture: mirrored(1) });
  const strayed = await run("teardown", "--resume", file, "--yes", "--region", "cn-beijing");
  assert.deepEqual([strayed.code, /begun, in cn-hongkong: leave out/.test(strayed.stderr)], [2, true]);
  const there = await run("teardown", "--resume", file, "--dry-run", "--region", "cn-hongkong");
  assert.equal(there.code, 0, there.stderr);
  const elsewhere = await other.run("teardown", "--resume", file, "--yes");
  assert.equal(elsewhere.code, 1);
  assert.match(elsewhere.stderr, /CHECKPOINT: .* another API version, region or endpoint/);
  assert.deepEqual((await other.left()).sessions, ["tms-1"]);
  assert.ok(env.ALIBABA_CLOUD_ENDPOINT !== other.env.ALIBABA_CLOUD_ENDPOINT);
});

test("--region all: one plan, one question, one report; regions that refuse are named", async (t) => {
  const fixture = { regions: { "cn-hongkong": region(2), "cn-beijing": region(3), "us-east-1": region(0) } };
  const { run, control, left } = await place(t, { fixture });
  await control("faults", {
    kind: "error",
    status: 403,
    code: "Forbidden.RAM",
    on: "ListTrafficMirrorSessions",
  });
  const { code, stdout, stderr } = await run("teardown", "--all", "--region", "all", "--yes", "--json");
  const { deleted, refused } = JSON.parse(stdout);
  assert.deepEqual([code, deleted.length, refused.length], [3, 5, 1]);
  assert.match(stderr, /REGION .*cn-beijing +tms-1 .*cn-hongkong +tms-1 /s);
  assert.match(stderr, /5 of 5 deleted\n$/);
  for (const one of ["cn-hongkong", "cn-beijing"]) {
    assert.deepEqual((await left(one)).sessions, []);
  }
});

/** The command that the text says goes on. */
function resumption(stderr) {
  return /^to go on: (alicloud-traffic-mirror .*)$/m.exec(stderr)[1];
}

/** Runs a line as a person would paste it. */
function shell(line, env, more = "") {
  const installed = `alicloud-traffic-mirror() { ${JSON.stringify(process.execPath)} ${JSON.stringify(command)} "$@"; }`;
  const { ALIBABA_CLOUD_ENDPOINT: _, ...others } = env;
  return start(["-c", `${installed}\n${line} ${more}`], others, "", ["bash"]).ended;
}

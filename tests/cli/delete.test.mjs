// What `delete` says of each id, whatever ends it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { at, environment, folder, keys, mirrored, place, run } from "./support.mjs";

test("an id that can never be right is refused before any other is deleted", async (t) => {
  const { run, calls } = await place(t, { fixture: mirrored(2) });
  const { code, stdout, stderr } = await run("delete", "tms-1", "", "tms-2");
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /INVALID_PARAMETER: TrafficMirrorSessionId is empty/);
  assert.equal(await calls("DeleteTrafficMirrorSession"), 0);
});

test("an interruption says what was accepted, and what may have been", async (t) => {
  for (const options of [[], ["--json"]]) {
    const { start, control, calls } = await place(t, { fixture: mirrored(6) });
    const kind = { kind: "drop-response", on: "DeleteTrafficMirrorSession" };
    await control("faults", { ...kind, times: 1 });
    const { child, ended, seen } = start("delete", "tms-1", "tms-2", "tms-3", ...options, "--verbose");
    await seen(/(answer status=200[\s\S]*){2}/);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 130);
    assert.equal(await calls("DeleteTrafficMirrorSession"), 3);
    if (options.length > 0) {
      const { accepted, unknown, notSent, failed } = JSON.parse(stdout);
      assert.equal(notSent, undefined);
      assert.deepEqual([accepted.length, unknown.length, failed.length], [2, 1, 0]);
      assert.deepEqual([...accepted, ...unknown].sort(), ["tms-1", "tms-2", "tms-3"]);
    } else {
      assert.equal(stdout.match(/deletion accepted/g).length, 2);
      assert.match(stderr, /tms-\d: interrupted; the service may have its deletion/);
    }
  }
});

test("an interruption names what was not sent, and of a dry run does not say that it deletes", async (t) => {
  const ids = ["tms-1", "tms-2", "tms-3", "tms-4", "tms-5", "tms-6", "tms-7"];
  for (const [options, said] of [
    [[], /^tms-\d: interrupted; the service may have its deletion all the same$/m],
    [["--dry-run"], /^tms-\d: interrupted before the service answered; nothing was deleted$/m],
    [["--json"], /^alicloud-traffic-mirror: interrupted$/m],
    [["--json", "--dry-run"], /^alicloud-traffic-mirror: interrupted$/m],
  ]) {
    const { start, control, calls } = await place(t, { fixture: mirrored(7) });
    await control("faults", { kind: "delay", ms: 600_000, on: "DeleteTrafficMirrorSession", times: 10 });
    const { child, ended } = start("delete", ...ids, ...options);
    while ((await calls("DeleteTrafficMirrorSession")) < 4) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 130);
    assert.match(stderr, said);
    if (options.includes("--dry-run")) {
      assert.doesNotMatch(stderr, /may have its deletion/);
    }
    if (options.includes("--json")) {
      const { unknown, notSent } = JSON.parse(stdout);
      assert.deepEqual([unknown, notSent], [ids.slice(0, 4), ids.slice(4)]);
    } else {
      assert.deepEqual(stderr.match(/^tms-.*(?=: interrupted before it was sent$)/gm), ids.slice(4));
    }
  }
});

test("--wait takes a session that is going, or gone, for what was asked for", async (t) => {
  const { run, control } = await place(t, { fixture: mirrored(2), emulator: ["--deleting-ms", "5000"] });
  assert.equal((await run("delete", "tms-1")).code, 0);
  const busy = await run("delete", "tms-1");
  assert.deepEqual([busy.code, /IncorrectStatus/.test(busy.stderr)], [1, true]);
  const both = await run("delete", "tms-nope", "tms-1", "--wait");
  assert.deepEqual([both.code, both.stdout], [0, "tms-nope gone\ntms-1 gone\n"], both.stderr);
  const json = await run("delete", "tms-nope", "--wait", "--json");
  assert.deepEqual(
    [json.code, JSON.parse(json.stdout)],
    [0, { accepted: [], gone: ["tms-nope"], failed: [] }],
  );
  assert.equal((await run("delete", "tms-nope", "--json")).code, 1);
  const wrong = await run("delete", "tms-2", "TMS-5", "--wait");
  assert.deepEqual([wrong.code, /"TMS-5" is not the id of a session/.test(wrong.stderr)], [2, true]);
  // What is busy otherwise stays a failure.
  const modifying = {
    TrafficMirrorSessionId: "tms-9",
    TrafficMirrorSessionStatus: "Modifying",
    settlesAt: 4e12,
  };
  await control("load", { regions: { "cn-hongkong": { sessions: [modifying] } } });
  const other = await run("delete", "tms-9", "--wait", "--json");
  assert.deepEqual([other.code, JSON.parse(other.stdout).failed[0].id], [1, "tms-9"]);
});

test("--wait --json names what is gone and what was accepted also where the time runs out, or is cut short", async (t) => {
  const { run, start } = await place(t, { fixture: mirrored(3), emulator: ["--deleting-ms", "600000"] });
  const { code, stdout } = await run("delete", "tms-1", "tms-2", "--wait", "--deadline", "1s", "--json");
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(stdout), { accepted: ["tms-1", "tms-2"], gone: [], failed: [] });
  const { child, ended, seen } = start("delete", "tms-3", "--wait", "--json");
  await seen(/0 of 1 gone/);
  child.kill("SIGINT");
  const cut = await ended;
  assert.equal(cut.code, 130);
  assert.deepEqual(JSON.parse(cut.stdout), { accepted: ["tms-3"], gone: [], failed: [] });
});

test("--wait counts what was gone in time", async (t) => {
  // tms-1 is gone at the second look, tms-2 never.
  let looks = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (text) => {
      body += text;
    });
    request.on("end", () => {
      const isList = body.includes("Action=List");
      looks += isList ? 1 : 0;
      const ids = looks > 1 ? ["tms-2"] : ["tms-1", "tms-2"];
      const TrafficMirrorSessions = ids.map((TrafficMirrorSessionId) => ({
        TrafficMirrorSessionId,
        TrafficMirrorSessionStatus: "Deleting",
      }));
      response.end(JSON.stringify({ RequestId: "r", ...(isList ? { TrafficMirrorSessions } : {}) }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const env = {
    ...environment(await folder(t)),
    ...keys,
    ...at(`http://127.0.0.1:${server.address().port}`),
  };
  const args = ["delete", "tms-1", "tms-2", "--wait", "--deadline", "2s", "--json"];
  const { code, stdout, stderr } = await run(args, { env });
  assert.deepEqual(JSON.parse(stdout), { accepted: ["tms-1", "tms-2"], gone: ["tms-1"], failed: [] });
  assert.equal(code, 3);
  assert.match(stderr, /1 of 2 gone, 1 Deleting\n.*waiting for tms-2\n$/);
});

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { test } from "node:test";
import PopCore from "@alicloud/pop-core";
import { signRequest, signUrl, TrafficMirrorClient } from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { command, credentials, pair, regionId, serve, sessionParams, sessions } from "./support.mjs";

test("equal seeds and calls give equal answers", async () => {
  const ids = [];
  for (const seed of [7, 7, 8]) {
    const { client } = pair({}, { seed });
    ids.push((await client.createTrafficMirrorFilter({})).TrafficMirrorFilterId);
  }
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[0], ids[2]);
});

test("an option that is wrong is named", () => {
  for (const options of [{ deletingMs: -1 }, { deletingMs: "soon" }, { clock: "sundial" }, { nonsense: 1 }]) {
    assert.throws(
      () => createEmulator(options),
      (error) => error.message.includes(Object.keys(options)[0]),
    );
  }
});

test("what is no plain data is refused by name", () => {
  const circle = {};
  circle.again = circle;
  for (const [value, message] of [
    [{ rateLimit: { calls: Number.NaN } }, "rateLimit.calls: must be a number that is finite"],
    [{ accounts: [{ accessKeyId: () => 1 }] }, "accounts.accessKeyId: must be plain data"],
    [{ seed: 0.5 }, "seed: must be a whole number"],
    [{ seed: 2 ** 60 }, "seed: must be a whole number"],
  ]) {
    assert.throws(() => createEmulator(value), { message });
  }
  assert.throws(() => createEmulator(circle), /again: is nested too deeply$/);
  const emulator = createEmulator({ clock: undefined, startTime: null, seed: 7n });
  for (const ms of [Number.NaN, 0.5, null, "1"]) {
    assert.throws(() => emulator.advance(ms), { message: "ms: must be a whole number of milliseconds" });
  }
  assert.throws(() => createEmulator(null), { message: "options: must be an object" });
  assert.throws(() => emulator.load("{"), /is not JSON/);
  const name = "half \ud800 a \ud83d\ude00 pair \\ud800 \u0000";
  emulator.load({ regions: { "cn-hongkong": { filters: [{ TrafficMirrorFilterName: name }] } } });
  const [filter] = emulator.state().regions["cn-hongkong"].filters;
  assert.equal(filter.TrafficMirrorFilterName, name.replace("\ud800", "\ufffd"));
});

test("a real clock moves on from the time it is, the first time too", () => {
  const emulator = createEmulator();
  emulator.advance(3_600_000);
  const { now } = emulator.state();
  assert.ok(now - Date.now() > 3_500_000, `${now}`);
});

test("faults do what they say to any client", async () => {
  const { client, emulator } = pair({ retry: false });
  emulator.inject({ kind: "reset" });
  await assert.rejects(client.listTrafficMirrorSessions(), { code: "TRANSPORT", message: /ECONNRESET/ });
  emulator.inject({ kind: "html-502" });
  await assert.rejects(client.listTrafficMirrorSessions(), { code: "BAD_RESPONSE", status: 502 });
  emulator.inject({ kind: "empty", on: "ListTrafficMirrorFilters" });
  await client.listTrafficMirrorSessions();
  await assert.rejects(client.listTrafficMirrorFilters(), { code: "BAD_RESPONSE" });
  emulator.inject({ kind: "error", status: 400, code: "Throttling.User" });
  await assert.rejects(client.listTrafficMirrorSessions(), { kind: "throttled", retryable: true });
  emulator.inject({ kind: "drop-response" });
  await assert.rejects(client.listTrafficMirrorSessions({}, { timeoutMs: 30 }), { code: "TIMEOUT" });
  emulator.inject({ kind: "clock-skew", ms: 3_600_000 });
  await client.listTrafficMirrorSessions();
  assert.equal(emulator.requests().at(-2).code, "InvalidTimeStamp.Expired");
});

test("state is kept, shown, loaded and reset; the log of requests holds no secret", async () => {
  const { client, emulator } = pair();
  const { ids } = await sessions(client, 1);
  const { now: _, ...state } = emulator.state();
  assert.ok(JSON.stringify(state).includes(ids[0]));
  const other = createEmulator();
  other.load(state);
  const { now: __, ...loaded } = other.state();
  assert.deepEqual(loaded, state);
  const log = JSON.stringify(emulator.requests());
  assert.ok(log.includes("CreateTrafficMirrorSession") && !/testsecret|testid|Signature"/.test(log));
  emulator.reset();
  assert.deepEqual((await client.listTrafficMirrorSessions()).TrafficMirrorSessions, []);
  assert.throws(() => emulator.load({ nonsense: 1 }), /nonsense/);
});

test("over HTTP: a client, a signed URL and a signed V3 request meet the same service", async (t) => {
  const { url } = await serve(t, "--creating-ms", "1", "--deleting-ms", "1");
  const options = { regionId, credentials, endpoint: url };
  const client = new TrafficMirrorClient(options);
  const { ids } = await sessions(client, 1);
  const answer = await (await fetch(signUrl("ListTrafficMirrorSessions", {}, options))).json();
  assert.equal(answer.TrafficMirrorSessions[0].TrafficMirrorSessionId, ids[0]);
  const request = signRequest(
    "DeleteTrafficMirrorSession",
    { TrafficMirrorSessionId: ids[0] },
    { ...options, signature: "v3" },
  );
  const deleted = await fetch(request.url, request);
  assert.equal(deleted.status, 200);
  assert.equal(deleted.headers.get("access-control-allow-origin"), "*");
  await client.waitUntilDeleted(ids[0]);
});

test("over HTTP: @alicloud/pop-core lists, creates and deletes", async (t) => {
  const { url } = await serve(t, "--creating-ms", "1", "--deleting-ms", "1");
  for (const method of ["GET", "POST"]) {
    const client = new PopCore({ ...credentials, endpoint: url, apiVersion: "2016-04-28" });
    const call = (action, params) => client.request(action, { RegionId: regionId, ...params }, { method });
    const { TrafficMirrorFilterId } = await call("CreateTrafficMirrorFilter", {
      "IngressRules.1.Action": "accept",
      "IngressRules.1.Protocol": "ICMP",
      "IngressRules.1.IpVersion": "IPv4",
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const params = sessionParams(TrafficMirrorFilterId, 5);
    const { TrafficMirrorSessionId } = await call("CreateTrafficMirrorSession", params);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const listed = await call("ListTrafficMirrorSessions", {
      TrafficMirrorSessionIds: [TrafficMirrorSessionId],
    });
    assert.equal(listed.TrafficMirrorSessions[0].TrafficMirrorSessionStatus, "Created");
    await assert.rejects(call("DeleteTrafficMirrorFilter", { TrafficMirrorFilterId }), {
      code: "DependencyViolation.TrafficMirrorSession",
    });
    await call("DeleteTrafficMirrorSession", { TrafficMirrorSessionId });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await assert.rejects(call("DeleteTrafficMirrorSession", { TrafficMirrorSessionId }), {
      code: "ResourceNotFound.TrafficMirrorSession",
    });
    await call("DeleteTrafficMirrorFilter", { TrafficMirrorFilterId });
  }
});

test("control works for a caller on this machine, and for nobody's page", async (t) => {
  const { url } = await serve(t);
  const post = (call, body, headers = {}) =>
    fetch(`${url}/_emulator/${call}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  assert.equal((await post("advance", { ms: 1000 })).status, 200);
  assert.equal((await post("faults", { kind: "html-502" })).status, 200);
  assert.equal((await fetch(`${url}/`)).status, 502);
  assert.equal((await post("reset", {})).status, 200);
  assert.equal((await fetch(`${url}/_emulator/state`)).status, 200);
  assert.equal((await (await fetch(`${url}/_emulator/requests`)).json()).length, 0);

  for (const [call, body, field] of [
    ["advance", { ms: -1 }, "ms"],
    ["advance", {}, "ms"],
    ["faults", { kind: "x" }, "kind"],
    ["load", { x: 1 }, "x"],
  ]) {
    const refused = await post(call, body);
    assert.equal(refused.status, 400);
    assert.match((await refused.json()).error, new RegExp(field));
  }
  assert.equal((await post("nothing", {})).status, 404);
  assert.equal((await post("reset", {}, { origin: "https://evil.example" })).status, 403);
  assert.equal((await post("reset", {}, { "content-type": "text/plain" })).status, 415);
  const shown = await fetch(`${url}/_emulator/state`);
  assert.equal(shown.headers.get("access-control-allow-origin"), null);
  const head = await fetch(`${url}/_emulator/state`, { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  assert.equal((await fetch(`${url}/_emulator/reset`, { method: "HEAD" })).status, 404);
  assert.equal(await statusWithHost(url, "evil.example"), 403);
  assert.equal(await statusWithHost(url, "localhost"), 200);
  assert.equal(await statusWithHost(url, "localhost", "evil.example"), 403);
});

test("listening beyond this machine needs a control token, and control then asks for it", async (t) => {
  const refused = spawnSync(process.execPath, [command, "emulator", "--host", "0.0.0.0"], {
    encoding: "utf8",
  });
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /--control-token/);
  const { url } = await serve(t, "--host", "0.0.0.0", "--control-token", "open-sesame");
  const here = url.replace("0.0.0.0", "127.0.0.1");
  const asked = await fetch(`${here}/_emulator/state`);
  assert.equal(asked.status, 401);
  assert.equal(asked.headers.get("www-authenticate"), "Bearer");
  for (const [authorization, status] of [
    ["Bearer open-sesame", 200],
    ["bearer open-sesame", 200],
    ["Bearer open-sesam", 401],
    ["open-sesame", 401],
    ["Basic open-sesame", 401],
  ]) {
    const answer = await fetch(`${here}/_emulator/state`, { headers: { authorization } });
    assert.equal(answer.status, status, authorization);
  }
});

test("bodies that are too long are refused, and the server goes on", async (t) => {
  const { url } = await serve(t);
  const refused = await fetch(url, { method: "POST", body: "x".repeat(1024 * 1024 + 1) }).then(
    (response) => response.status,
    () => "closed",
  );
  assert.ok([413, "closed"].includes(refused), String(refused));
  const long = await fetch(`${url}/?${"x".repeat(20_000)}`);
  assert.equal(long.status, 431);
  assert.equal((await fetch(url)).status, 400);
});

test("the command ends cleanly on a signal, and says what is wrong with its arguments", async (t) => {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    const { child } = await serve(t);
    child.kill(signal);
    assert.deepEqual(await once(child, "exit"), [0, null]);
  }
  for (const args of [
    [],
    ["nothing"],
    ["emulator", "--port", "x"],
    ["emulator", "--nope"],
    ["emulator", "--port", "70000"],
    ["emulator", "--deleting-ms", "100000000001"],
    ["emulator", "--control-token", "пароль"],
    ["emulator", "--control-token", " word"],
  ]) {
    assert.equal(spawnSync(process.execPath, [command, ...args]).status, 2, args.join(" "));
  }
  for (const args of [["--help"], ["emulator", "--help"]]) {
    const shown = spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
    assert.equal(shown.status, 0);
    assert.match(shown.stdout, /^usage: alicloud-traffic-mirror/);
  }
  assert.equal(spawnSync(process.execPath, [command, "emulator", "--fixture", "/nonexistent"]).status, 1);
});

function statusWithHost(url, ...hosts) {
  return new Promise((resolve, reject) => {
    http
      .get(`${url}/_emulator/state`, { headers: hosts.flatMap((host) => ["host", host]) }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .on("error", reject);
  });
}

test("what a fixture does not date is of the moment when it is loaded", async () => {
  const emulator = createEmulator();
  emulator.load({ regions: { "cn-hongkong": { filters: [{ TrafficMirrorFilterId: "tmf-1" }] } } });
  const client = new TrafficMirrorClient({ regionId: "cn-hongkong", credentials, fetch: emulator.fetch });
  const { TrafficMirrorFilters } = await client.listTrafficMirrorFilters();
  const age = Date.now() - Date.parse(TrafficMirrorFilters[0].CreationTime);
  assert.ok(age < 120_000, TrafficMirrorFilters[0].CreationTime);
});

test("a host header of the caller's does not count, as with any transport", async () => {
  const emulator = createEmulator();
  const options = { regionId: "cn-hongkong", credentials, signature: "v3" };
  for (const host of ["vpc.cn-hongkong.aliyuncs.com", "elsewhere.example"]) {
    const { url, ...request } = signRequest("ListTrafficMirrorSessions", {}, options);
    const answer = await emulator.fetch(url, { ...request, headers: { ...request.headers, host } });
    assert.equal(answer.status, 200);
  }
});

test("sleeping for no time on a manual clock is over at once", { timeout: 5_000 }, async () => {
  const { clock } = createEmulator({ clock: "manual" });
  for (const ms of [0, -1, Number.NaN]) {
    await clock.sleep(ms);
  }
});

test("a fixture that moves a manual clock wakes who sleeps on it", { timeout: 5_000 }, async () => {
  const { clock, load } = createEmulator({ clock: "manual" });
  const woken = [];
  const slept = [2_000, 1_000].map((ms) => clock.sleep(ms).then(() => woken.push(ms)));
  load({ now: clock.now() + 2_000 });
  await Promise.all(slept);
  assert.deepEqual(woken, [1_000, 2_000]);
});

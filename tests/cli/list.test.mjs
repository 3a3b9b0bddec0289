import assert from "node:assert/strict";
import { test } from "node:test";
import { regions } from "alicloud-traffic-mirror";
import stringWidth from "string-width";
import { command, mirrored, place, region, start } from "./support.mjs";

const ago = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/:\d\d\.\d+Z$/, "Z");

const named = mirrored(3, (number) => ({
  TrafficMirrorSessionName: ["web", "镜像会话", "\u001b[31mred\u202E"][number - 1],
  TrafficMirrorSourceIds: number === 2 ? ["eni-a", "eni-b", "eni-c"] : [`eni-${number}`],
  Enabled: number === 1,
  CreationTime: ago([0.5, 30, 24 * 5][number - 1]),
  Tags: [{ Key: "env", Value: number === 3 ? "prod" : "test" }],
}));

test("list prints an aligned table, also with wide names, and none of what would steer a terminal", async (t) => {
  const { run } = await place(t, { fixture: named });
  const { code, stdout, stderr } = await run("list");
  assert.deepEqual([code, stderr], [0, ""]);
  const [head, ...rows] = stdout.trimEnd().split("\n");
  assert.equal(head.replaceAll(/ +/g, " "), "ID NAME STATE ON SOURCES TARGET FILTER AGE");
  // A CreationTime has no seconds.
  assert.deepEqual(
    rows.map((row) => row.replace(/\b31m$/, "30m").split(/ {2,}/)),
    [
      ["tms-1", "web", "Created", "on", "eni-1", "eni-target", "tmf-1", "30m"],
      ["tms-2", "镜像会话", "Created", "off", "eni-a +2", "eni-target", "tmf-1", "30h"],
      ["tms-3", "\uFFFD[31mred\uFFFD", "Created", "off", "eni-3", "eni-target", "tmf-1", "5d"],
    ],
  );
  const columns = [head, ...rows].map((row) => stringWidth(row.slice(0, row.search(/STATE|Created/))));
  assert.equal(new Set(columns).size, 1, stdout);
});

test("list --json is one document with what the service sent", async (t) => {
  const { run } = await place(t, { fixture: named });
  const { code, stdout } = await run("list", "--json");
  const { sessions, refused } = JSON.parse(stdout);
  assert.deepEqual([code, refused, sessions.length], [0, [], 3]);
  assert.equal(sessions[2].TrafficMirrorSessionName, "\u001b[31mred\u202E");
  assert.deepEqual([sessions[1].regionId, sessions[1].TrafficMirrorSourceIds.length], ["cn-hongkong", 3]);
  assert.ok(!stdout.includes("\u001b") && !stdout.includes("\u202e"));
});

test("list selects by filter and by tags", async (t) => {
  const { run } = await place(t, { fixture: named });
  const ids = async (...args) => {
    const { stdout } = await run("list", "--json", ...args);
    return JSON.parse(stdout).sessions.map((session) => session.TrafficMirrorSessionId);
  };
  assert.deepEqual(await ids("--tag", "env=test"), ["tms-1", "tms-2"]);
  assert.deepEqual(await ids("--tag", "env=test", "--tag", "env=prod"), []);
  assert.deepEqual(await ids("--tag", "env"), ["tms-1", "tms-2", "tms-3"]);
  assert.deepEqual(await ids("--filter-id", "tmf-1", "--tag", "env=prod"), ["tms-3"]);
  const none = await run("list", "--filter-id", "tmf-2");
  assert.deepEqual([none.code, none.stdout, none.stderr], [0, "", "no sessions in cn-hongkong\n"]);
});

test("list --region all asks every region that mirrors, and tolerates those that refuse", async (t) => {
  const fixture = { regions: { "cn-hongkong": region(1), "cn-beijing": region(2) } };
  const { run, control, calls } = await place(t, { fixture });
  const mirroring = regions.filter((one) => one.trafficMirroring).length;
  const all = await run("list", "--region", "all");
  assert.deepEqual([all.code, all.stderr], [0, ""]);
  assert.match(all.stdout, /^REGION .*\ncn-beijing +tms-1 .*\ncn-beijing +tms-2 .*\ncn-hongkong +tms-1 /);
  assert.equal(await calls("ListTrafficMirrorSessions"), mirroring);
  const refuse = (times) =>
    control("faults", {
      kind: "error",
      status: 403,
      code: "Forbidden.RAM",
      times,
      on: "ListTrafficMirrorSessions",
    });
  await refuse(2);
  const some = await run("list", "--region", "all");
  assert.equal(some.code, 3);
  assert.match(some.stderr, /^([a-z0-9-]+: Forbidden\.RAM: .*\(RequestId .+\)\n){2}$/);
  await refuse(mirroring);
  const none = await run("list", "--region", "all", "--json");
  assert.equal(none.code, 1);
  assert.equal(JSON.parse(none.stdout).refused.length, mirroring);
});

test("list of one region that refuses", async (t) => {
  const { run, control } = await place(t, { fixture: mirrored(1) });
  await control("faults", {
    kind: "error",
    status: 403,
    code: "Forbidden.RAM",
    on: "ListTrafficMirrorSessions",
  });
  const { code, stdout, stderr } = await run("list", "--json");
  const { sessions, refused } = JSON.parse(stdout);
  assert.deepEqual([code, sessions, refused.length], [1, [], 1]);
  assert.deepEqual([refused[0].regionId, refused[0].error.serviceCode], ["cn-hongkong", "Forbidden.RAM"]);
  assert.match(stderr, /^alicloud-traffic-mirror: Forbidden\.RAM: .*\n$/);
});

test("where no answer comes, it is said what to do", async (t) => {
  const { url, env } = await place(t);
  const tls = `https://${new URL(url).host}`;
  for (const [endpoint, variables, said] of [
    ["http://127.0.0.1:1", {}, /ECONNREFUSED\. Check the network, --endpoint, and the proxy/],
    [tls, {}, /(EPROTO|ERR_SSL_\w+)\. The other end did not agree on TLS/],
    [tls, { HTTPS_PROXY: url }, /ERR_PROXY_REFUSED\. Check the proxy that HTTPS_PROXY/],
    [tls, { HTTPS_PROXY: "socks5://127.0.0.1:1" }, /ERR_PROXY_URL\. Correct HTTPS_PROXY/],
  ]) {
    const { code, stdout, stderr } = await start(["list", "--json", "--endpoint", endpoint], {
      ...env,
      ...variables,
    }).ended;
    assert.match(stderr, said);
    const { error } = JSON.parse(stdout).refused[0];
    assert.deepEqual([code, stderr.includes(`${error.message}. ${error.hint}`)], [1, true]);
  }
});

test("what is asked wrongly is refused once, with exit code 2", async (t) => {
  const { run } = await place(t);
  const wrong = await run("list", "--region", "all", "--filter-id", "x", "--endpoint", "http://example.com");
  assert.deepEqual([wrong.code, wrong.stderr.match(/INVALID_ENDPOINT/g).length], [2, 1]);
  for (const args of [
    ["--tag", "=v"],
    ["--filter-id", ""],
    ["--signature", "v2"],
    ["--format", "YAML"],
    ["x"],
  ]) {
    assert.equal((await run("list", ...args)).code, 2, args.join(" "));
  }
});

test("a reader that leaves is no failure; an output that cannot be written is", async (t) => {
  const { env } = await place(t, { fixture: mirrored(3) });
  const script = (line) =>
    start(["-c", line], { ...env, NODE: process.execPath, CLI: command }, "", ["bash"]).ended;
  const left = await script('"$NODE" "$CLI" list --json | head -c 1; echo "$PIPESTATUS"');
  assert.deepEqual([left.stdout, left.stderr], ["{0\n", ""]);
  const full = await script('"$NODE" "$CLI" list > /dev/full');
  assert.deepEqual([full.code, full.stderr], [1, "the output cannot be written (ENOSPC)\n"]);
});

test("--verbose tells each attempt and answer, and no secret", async (t) => {
  const { run, control } = await place(t, { env: { ALIBABA_CLOUD_SECURITY_TOKEN: "" } });
  await control("faults", { kind: "html-502" });
  const { code, stderr } = await run("list", "--verbose");
  assert.equal(code, 0);
  assert.match(stderr, /ListTrafficMirrorSessions retry .*ListTrafficMirrorSessions attempt attempt=2/s);
  assert.doesNotMatch(stderr, /testid|testsecret|Signature|http:/);
});

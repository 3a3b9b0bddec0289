import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { environment, folder, mirrored, place, run, start } from "./support.mjs";

test("delete: each id has its line, and the exit code says how many succeeded", async (t) => {
  const { run, left } = await place(t, { fixture: mirrored(4) });
  const dry = await run("delete", "tms-1", "tms-nope", "--dry-run");
  assert.deepEqual([dry.code, dry.stdout], [3, "tms-1 would be deleted\n"]);
  assert.equal((await left()).sessions.length, 4);
  const one = await run("delete", "tms-1", "tms-2", "tms-1", "--wait");
  assert.deepEqual(
    [one.code, one.stdout],
    [0, "tms-1 deletion accepted\ntms-2 deletion accepted\ntms-1 gone\ntms-2 gone\n"],
  );
  assert.deepEqual((await left()).sessions, ["tms-3", "tms-4"]);
  const json = await run("delete", "tms-3", "tms-nope", "--json");
  const { accepted, failed } = JSON.parse(json.stdout);
  assert.deepEqual([json.code, accepted, failed[0].id], [3, ["tms-3"], "tms-nope"]);
  assert.equal(failed[0].error.serviceCode, "ResourceNotFound.TrafficMirrorSession");
  const none = await run("delete", "tms-nope");
  assert.equal(none.code, 1);
  assert.match(
    none.stderr,
    /^tms-nope: ResourceNotFound\.TrafficMirrorSession: .* Check .*\(RequestId [0-9A-F-]+\)\n$/,
  );
  assert.equal((await run("delete")).code, 2);
});

test("delete --wait and wait end with 1 when the time runs out", async (t) => {
  const { run } = await place(t, { fixture: mirrored(2), emulator: ["--deleting-ms", "600000"] });
  const deleted = await run("delete", "tms-1", "--wait", "--deadline", "1s");
  assert.deepEqual([deleted.code, deleted.stdout], [1, "tms-1 deletion accepted\n"]);
  assert.match(deleted.stderr, /DEADLINE/);
  const waited = await run("wait", "deleted", "tms-1", "--deadline", "1s");
  assert.equal(waited.code, 1);
  assert.match(waited.stderr, /0 of 1 gone, 1 Deleting\n.*DEADLINE/s);
  assert.equal((await run("wait", "deleted", "tms-1", "--deadline", "soon")).code, 2);
});

test("wait: sessions, filters and rules, created or gone", async (t) => {
  const { run } = await place(t, { fixture: mirrored(1) });
  const made = await run(
    "call",
    "CreateTrafficMirrorFilter",
    "IngressRules.1.Action=accept",
    "IngressRules.1.Protocol=ICMP",
    "IngressRules.1.Priority=1",
  );
  const { TrafficMirrorFilterId: filter } = JSON.parse(made.stdout);
  const waited = await run("wait", "created", filter, "tms-1");
  assert.deepEqual([waited.code, waited.stdout], [0, ""]);
  assert.match(waited.stderr, /2 of 2 created\n$/);
  const listed = await run("call", "ListTrafficMirrorFilters", `TrafficMirrorFilterIds.1=${filter}`);
  const [{ IngressRules }] = JSON.parse(listed.stdout).TrafficMirrorFilters;
  const rule = IngressRules[0].TrafficMirrorFilterRuleId;
  assert.equal((await run("wait", "created", `${filter}/${rule}`)).code, 0);
  const removed = [
    "DeleteTrafficMirrorFilterRules",
    `TrafficMirrorFilterId=${filter}`,
    `TrafficMirrorFilterRuleIds.1=${rule}`,
  ];
  assert.equal((await run("call", ...removed)).code, 0);
  const gone = await run("wait", "deleted", `${filter}/${rule}`, "--json");
  assert.deepEqual(
    [gone.code, JSON.parse(gone.stdout)],
    [0, { state: "deleted", ids: [`${filter}/${rule}`], reached: [`${filter}/${rule}`] }],
  );
  for (const wrong of ["vpc-1", "tms-1/tmr-1", "tmf-1/2"]) {
    const { code, stderr } = await run("wait", "deleted", "tms-1", wrong);
    assert.deepEqual([code, stderr.includes(`"${wrong}" is neither the id of`)], [2, true], stderr);
  }
  assert.equal((await run("wait", "gone", "tms-1")).code, 2);
});

test("call: names and values as they are sent, any operation, JSON back", async (t) => {
  const { run, control, calls } = await place(t, { fixture: mirrored(1) });
  const tagged = await run(
    "call",
    "TagResources",
    "ResourceType=TRAFFICMIRRORSESSION",
    "ResourceId.1=tms-1",
    "Tag.1.Key=a=b",
    "Tag.1.Value=c d",
  );
  assert.equal(tagged.code, 0, tagged.stderr);
  const { params } = (await control("requests")).at(-1);
  assert.deepEqual(
    [params["Tag.1.Key"], params["Tag.1.Value"], params["ResourceId.1"]],
    ["a=b", "c d", "tms-1"],
  );
  const other = await run("call", "DescribeVpcs", "PageSize=10", "--signature", "v3");
  assert.equal(other.code, 1);
  assert.match(other.stderr, /^alicloud-traffic-mirror: InvalidAction\.NotFound: /);
  for (const [words, said] of [
    [["ListTrafficMirrorSessions", "Foo"], /written Name=value, not "Foo"/],
    [["ListTrafficMirrorSessions", "Priority=1", "Priority=2"], /Priority is given twice/],
    [["ListTrafficMirrorSessions", "AccessKeyId=geheim"], /AccessKeyId is set by the signer/],
    [["ListTrafficMirrorSessions", "AccessKeySecret=geheim"], /: AccessKeySecret: keys are never taken/],
    [["DescribeVpcs", "--", "secret_key=geheim"], /: secret_key: keys are never taken/],
    [
      ["DeleteTrafficMirrorSession", "TrafficMirrorSessionId=tms-1", "dryRun=true"],
      /: dryRun: .* written DryRun$/m,
    ],
    [["TagResources", "tag.1.Key=a"], /: tag\.1\.Key: the parameter of TagResources is written Tag$/m],
    [["DeleteTrafficMirrorSession"], /TrafficMirrorSessionId is missing/],
    [["ListTrafficMirrorSessions", "--region", "all"], /list and teardown only/],
    [[], /missing required argument 'action'/],
  ]) {
    const { code, stderr, stdout } = await run("call", ...words);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, said);
    assert.doesNotMatch(stderr, /geheim|\n.*\n/);
  }
  assert.equal(await calls("DeleteTrafficMirrorSession"), 0);
});

test("sign: a URL that works, and nothing is sent before", async (t) => {
  const { run, control } = await place(t, { fixture: mirrored(1) });
  const signed = await run("sign", "ListTrafficMirrorSessions", "Priority=1");
  assert.equal(signed.code, 0);
  assert.match(signed.stderr, /15 minutes/);
  assert.equal((await control("requests")).length, 0);
  assert.equal((await (await fetch(signed.stdout.trim())).json()).TotalCount, "1");
  const { method, url } = JSON.parse((await run("sign", "ListTrafficMirrorSessions", "--json")).stdout);
  assert.deepEqual([method, (await fetch(url)).status], ["GET", 200]);
  const request = JSON.parse((await run("sign", "ListTrafficMirrorSessions", "--signature", "v3")).stdout);
  assert.equal((await fetch(request.url, request)).status, 200);
  for (const [action, parameter] of [
    ["DeleteTrafficMirrorSession", "dryRun=true"],
    ["DescribeVpcs", "accessKeySecret=geheim"],
  ]) {
    const { code, stdout, stderr } = await run("sign", action, parameter);
    assert.deepEqual([code, stdout, stderr.includes("geheim")], [2, "", false]);
  }
});

test("explain: the steps, and from a server's message what is wrong", async (t) => {
  const { env, run: works } = await place(t);
  const wrong = { ...env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong", ALIBABA_CLOUD_SECURITY_TOKEN: "" };
  const time = ["--timestamp", "2026-01-02T03:04:05Z", "--nonce", "n"];
  const steps = await works("explain", "DeleteTrafficMirrorSession", "TrafficMirrorSessionId=tms-1", ...time);
  assert.equal(steps.code, 0);
  assert.match(steps.stdout, /GET&%2F&AccessKeyId%3D\*\*\*%26Action%3DDeleteTrafficMirrorSession%26/);
  assert.doesNotMatch(steps.stdout, /testid|testsecret/);
  for (const signature of ["v1", "v3"]) {
    const options = ["--signature", signature];
    const call = ["DeleteTrafficMirrorSession", "TrafficMirrorSessionId=tms-1"];
    const { code, stderr } = await run(["call", ...call, ...options], { env: wrong });
    assert.equal(code, 1);
    assert.match(stderr, /SignatureDoesNotMatch.*explain ACTION/);
    // The same request, as it was refused: method, time, nonce and token are taken from the message.
    const same = await works("explain", ...call, "--server-message", stderr);
    assert.match(same.stdout, /diagnosis: the secret is wrong/, stderr);
    const piped = await run(
      [
        "explain",
        "DeleteTrafficMirrorSession",
        "TrafficMirrorSessionId=tms-2",
        "--json",
        "--server-message",
        "-",
      ],
      { env, input: stderr },
    );
    const { diagnosis } = JSON.parse(piped.stdout);
    assert.equal(diagnosis.cause, "canonicalisation");
    assert.match(diagnosis.hint, /^TrafficMirrorSessionId: the values differ/);
  }
  const nothing = await works("explain", "ListTrafficMirrorSessions", "--server-message", "no");
  assert.match(nothing.stdout, /the message does not tell/);
  for (const [time, expected] of [
    ["noon", 2],
    ["5", 2],
    ["2026", 2],
    ["2026-01-02", 2],
    ["2026-01-02T03:04:05", 2],
    ["2026-02-30T03:04:05Z", 2],
    ["2026-01-02T03:04:05+08:00", 0],
  ]) {
    const { code } = await works("explain", "ListTrafficMirrorSessions", "--timestamp", time);
    assert.equal(code, expected, time);
  }
});

test("emulator: a file of options or of a fixture is an object", async (t) => {
  const file = join(await folder(t), "file.json");
  for (const text of ["[]", "null", '"x"', "5"]) {
    await writeFile(file, text);
    for (const option of ["--options", "--fixture"]) {
      const { code, stderr } = await run(["emulator", option, file], { env: environment("/nonexistent") });
      assert.deepEqual([code, /file\.json must be a JSON object\n$/.test(stderr)], [1, true], stderr);
    }
  }
});

test("an interruption ends any command with 130", async (t) => {
  const { env, control } = await place(t, { fixture: mirrored(1), emulator: ["--deleting-ms", "600000"] });
  for (const [signal, args] of [
    ["SIGINT", ["wait", "deleted", "tms-1"]],
    ["SIGTERM", ["delete", "tms-1", "--wait"]],
  ]) {
    const { child, seen, ended } = start(args, env, "");
    await seen(/0 of 1 gone/);
    child.kill(signal);
    const { code, stderr } = await ended;
    assert.equal(code, 130, args.join(" "));
    assert.match(stderr, /interrupted\n$/);
  }
  for (const signal of ["SIGINT", "SIGTERM"]) {
    // Standard input stays open: nobody has typed its end.
    const args = ["explain", "ListTrafficMirrorSessions", "--server-message", "-", "--json"];
    const preload = fileURLToPath(new URL("reading.mjs", import.meta.url));
    const reading = start(args, { ...env, NODE_OPTIONS: `--import ${preload}` }, undefined);
    await reading.seen(/reading\n/);
    reading.child.kill(signal);
    const { code, stdout } = await reading.ended;
    assert.deepEqual([code, JSON.parse(stdout)], [130, { error: { message: "interrupted" } }]);
  }
  await control("reset", {});
  await control("faults", { kind: "delay", ms: 60_000, on: "ListTrafficMirrorSessions" });
  const { child, ended } = start(["list"], env, "");
  while ((await control("requests")).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGINT");
  assert.equal((await ended).code, 130);
});

test("the answers may come in XML", async (t) => {
  const { run } = await place(t, { fixture: mirrored(2) });
  const { sessions } = JSON.parse((await run("list", "--format", "XML", "--json")).stdout);
  assert.equal(sessions.length, 2);
  assert.equal((await run("list", "--format", "XML", "--signature", "v3")).code, 2);
});

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { at, environment, folder, keys, place, run } from "./support.mjs";

const config = {
  current: "main",
  profiles: [
    {
      name: "main",
      mode: "AK",
      access_key_id: "testid",
      access_key_secret: "testsecret",
      region_id: "cn-hongkong",
    },
    {
      name: "other",
      mode: "AK",
      access_key_id: "nobody",
      access_key_secret: "geheim",
      region_id: "cn-beijing",
    },
    {
      name: "sts",
      mode: "StsToken",
      access_key_id: "testid",
      access_key_secret: "testsecret",
      sts_token: "geheim",
      region_id: "cn-hongkong",
    },
    {
      name: "role",
      mode: "RamRoleArn",
      access_key_id: "testid",
      access_key_secret: "geheim",
      region_id: "cn-hongkong",
    },
    { name: "half", mode: "AK", access_key_id: "testid", access_key_secret: "", region_id: "cn-hongkong" },
    {
      name: "everywhere",
      mode: "AK",
      access_key_id: "testid",
      access_key_secret: "testsecret",
      region_id: "all",
    },
    { name: "nowhere", mode: "AK", access_key_id: "testid", access_key_secret: "testsecret" },
  ],
};

async function profiles(t, text = JSON.stringify(config), emulator = []) {
  const { url, home, control } = await place(t, { emulator });
  await mkdir(join(home, ".aliyun"), { recursive: true });
  await writeFile(join(home, ".aliyun/config.json"), text);
  const env = { ...environment(home), ALIBABA_CLOUD_ENDPOINT: url };
  const list = async (extra = {}, ...args) => {
    const ended = await run(["list", ...args], { env: { ...env, ...extra } });
    assert.doesNotMatch(ended.stdout + ended.stderr, /testsecret|geheim/);
    return ended;
  };
  return { list, control, url };
}

test("keys and region come from the current profile, or the one that is named", async (t) => {
  const { list, control } = await profiles(t);
  const last = async () => {
    const { params, code } = (await control("requests")).at(-1);
    return [params.RegionId, code];
  };
  assert.equal((await list()).code, 0);
  assert.deepEqual(await last(), ["cn-hongkong", undefined]);
  for (const [extra, args] of [
    [{}, ["--profile", "other"]],
    [{ ALIBABA_CLOUD_PROFILE: "other" }, []],
    [{ ALIBABACLOUD_PROFILE: "other" }, []],
  ]) {
    const { code, stderr } = await list(extra, ...args);
    assert.equal(code, 1);
    assert.match(stderr, /InvalidAccessKeyId\.NotFound/);
    assert.deepEqual(await last(), ["cn-beijing", "InvalidAccessKeyId.NotFound"]);
  }
  assert.equal((await list({ ALIBABA_CLOUD_REGION_ID: "cn-qingdao" })).code, 0);
  assert.deepEqual(await last(), ["cn-qingdao", undefined]);
  assert.equal((await list({ ALIBABA_CLOUD_REGION_ID: "cn-qingdao" }, "--region", "cn-chengdu")).code, 0);
  assert.deepEqual(await last(), ["cn-chengdu", undefined]);
});

test("keys in the environment go before the current profile, a named one before them", async (t) => {
  const { list } = await profiles(t);
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: "testid",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "testsecret",
    ALIBABA_CLOUD_REGION_ID: "cn-hongkong",
  };
  assert.equal((await list({ ...env, ALIBABA_CLOUD_PROFILE: "other" })).code, 0);
  assert.match((await list(env, "--profile", "other")).stderr, /InvalidAccessKeyId\.NotFound/);
});

test("a temporary key is sent with its token", async (t) => {
  const options = join(await folder(t), "options.json");
  const account = { accessKeyId: "testid", accessKeySecret: "testsecret", securityToken: "geheim" };
  await writeFile(options, JSON.stringify({ accounts: [account] }));
  const { list } = await profiles(t, JSON.stringify(config), ["--options", options]);
  assert.equal((await list({}, "--profile", "sts")).code, 0);
  assert.match((await list({}, "--profile", "main")).stderr, /SecurityToken/);
  const { ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET } = keys;
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    ALIBABA_CLOUD_REGION_ID: "cn-hongkong",
  };
  assert.equal((await list({ ...env, ALIBABA_CLOUD_SECURITY_TOKEN: "geheim" })).code, 0);
});

test("what cannot be used is said plainly, and with no secret", async (t) => {
  const { list } = await profiles(t);
  for (const [extra, args, code, said] of [
    [
      {},
      ["--profile", "nobody"],
      2,
      /no profile "nobody" .* main, other, sts, role, half, everywhere, nowhere/,
    ],
    [{}, ["--profile", "role"], 1, /mode "RamRoleArn"; this command reads AK and StsToken/],
    [{}, ["--profile", "half"], 1, /profile half .* is incomplete/],
    [{}, ["--profile", "nowhere"], 2, /which region\?/],
    [{}, ["--profile", "everywhere"], 2, /region of profile everywhere is "all".* only --region all /],
    [{ ALIBABA_CLOUD_REGION_ID: "all" }, [], 2, /ALIBABA_CLOUD_REGION_ID is "all"/],
    [{ ALIBABA_CLOUD_ACCESS_KEY_ID: "testid" }, [], 1, /go together; one is missing/],
    [{ ALIBABA_CLOUD_IGNORE_PROFILE: "TRUE" }, [], 1, /says to ignore profiles/],
    [{ ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "true" }, [], 1, /says to ignore profiles/],
  ]) {
    const { code: exit, stderr, stdout } = await list(extra, ...args);
    assert.deepEqual([exit, stdout], [code, ""], args.join(" "));
    assert.match(stderr, said);
    assert.equal(stderr.trimEnd().split("\n").length, 1);
  }
});

test("a file that cannot be read, or is none, is said to be", async (t) => {
  const { list } = await profiles(t, '{ "secret": geheim');
  const { code, stderr } = await list();
  assert.deepEqual([code, /config\.json is not a JSON object/.test(stderr)], [1, true]);
  const { home, url } = await place(t);
  const env = { ...environment(home), ...at(url) };
  const none = await run(["list"], { env });
  assert.equal(none.code, 1);
  assert.match(none.stderr, /INVALID_CREDENTIALS: no keys: set ALIBABA_CLOUD_ACCESS_KEY_ID/);
  assert.match((await run(["list", "--profile", "x"], { env })).stderr, /cannot be read \(ENOENT\)/);
});

test("an option that would carry a key is refused, and its value is not repeated", async (t) => {
  const { run } = await place(t);
  for (const args of [
    ["list", "--access-key-id", "geheim"],
    ["list", "--access-key-secret=geheim"],
    ["call", "ListTrafficMirrorSessions", "--secret", "geheim"],
    ["teardown", "--all", "--security-token=geheim"],
  ]) {
    const { code, stderr, stdout } = await run(...args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /keys are never taken from the command line/);
    assert.doesNotMatch(stderr, /geheim/);
  }
  const unknown = await run("list", "--acess-key=geheim");
  assert.deepEqual(
    [unknown.code, unknown.stderr],
    [2, "alicloud-traffic-mirror: unknown option '--acess-key'\n"],
  );
});

// The main job, end to end: create sessions, sign a deletion, send it, and know that the session is gone.
//
// By default it starts the emulator that comes with the package, on this machine: no account, no network. Only where all
// three of ALIBABA_CLOUD_ENDPOINT, ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are set (and, if
// needed, ALIBABA_CLOUD_SECURITY_TOKEN, ALIBABA_CLOUD_REGION_ID) it does the same against that service; there it also
// needs network interfaces: TRAFFIC_MIRROR_SOURCE_ID and TRAFFIC_MIRROR_TARGET_ID. Everything it creates it deletes again.
//
// Each step is asserted; a surprise ends it with exit code 1.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ServiceError, signUrl, TrafficMirrorClient } from "alicloud-traffic-mirror";

const { env } = process;
// Keys alone lie about in many environments: without an endpoint nothing is billed to them.
const real = Boolean(
  env.ALIBABA_CLOUD_ENDPOINT && env.ALIBABA_CLOUD_ACCESS_KEY_ID && env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
);
const regionId = env.ALIBABA_CLOUD_REGION_ID ?? "cn-hongkong";
const credentials = real
  ? {
      accessKeyId: env.ALIBABA_CLOUD_ACCESS_KEY_ID,
      accessKeySecret: env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
      ...(env.ALIBABA_CLOUD_SECURITY_TOKEN ? { securityToken: env.ALIBABA_CLOUD_SECURITY_TOKEN } : {}),
    }
  : { accessKeyId: "testid", accessKeySecret: "testsecret" };
const emulator = real ? undefined : await startEmulator();
const endpoint = emulator?.url ?? env.ALIBABA_CLOUD_ENDPOINT;
const place = { regionId, endpoint };
const options = { ...place, credentials };
const client = new TrafficMirrorClient({ ...options, onEvent: showState });
const xmlClient = new TrafficMirrorClient({ ...options, format: "XML" });

/** The states that each object was seen in. */
const states = new Map();
/** What exists and must not be left behind. */
const created = { sessions: [], filter: undefined };
let steps = 0;

try {
  await run();
  console.log(`\n${steps} steps, each as expected.`);
} catch (error) {
  console.error(`\nNot as expected: ${error instanceof Error ? error.message : error}`);
  if (error instanceof ServiceError && error.hint) {
    console.error(error.hint);
  }
  process.exitCode = 1;
} finally {
  await cleanUp();
}

async function run() {
  step(`A service: ${real ? "" : "the emulator at "}${endpoint}`);

  step("Create a filter and three sessions, and wait until they are Created");
  const filter = await client.createTrafficMirrorFilter({
    TrafficMirrorFilterName: "demo",
    IngressRules: [
      {
        Action: "accept",
        Protocol: "TCP",
        IpVersion: "IPv4",
        Priority: 1,
        SourceCidrBlock: "0.0.0.0/0",
        DestinationCidrBlock: "10.0.0.0/8",
        SourcePortRange: "1/65535",
        DestinationPortRange: "443/443",
      },
    ],
  });
  created.filter = filter.TrafficMirrorFilterId;
  await client.waitUntilCreated(created.filter);
  for (const number of [1, 2, 3]) {
    const session = await client.createTrafficMirrorSession({
      TrafficMirrorFilterId: created.filter,
      TrafficMirrorSourceIds: [env.TRAFFIC_MIRROR_SOURCE_ID ?? `eni-j6cdemosource${number}`],
      TrafficMirrorTargetId: env.TRAFFIC_MIRROR_TARGET_ID ?? "eni-j6cdemotarget",
      TrafficMirrorTargetType: "NetworkInterface",
      Priority: 100 + number,
      TrafficMirrorSessionName: `demo-${number}`,
    });
    created.sessions.push(session.TrafficMirrorSessionId);
  }
  await client.waitUntilCreated(created.sessions);
  const [first, second, third] = created.sessions;

  step(`Sign a DeleteTrafficMirrorSession for ${first}`);
  const url = signUrl(
    "DeleteTrafficMirrorSession",
    { TrafficMirrorSessionId: first },
    { ...place, credentials },
  );
  console.log(`  ${masked(url)}`);

  step("Send it with the host's fetch");
  const answer = await (await globalThis.fetch(url)).json();
  assert.match(answer.RequestId ?? "", /^[0-9A-F-]{36}$/, JSON.stringify(answer));
  console.log(`  RequestId ${answer.RequestId}`);

  step("Follow it through ListTrafficMirrorSessions until it is gone");
  await client.waitUntilDeleted(first);
  assert.deepEqual(states.get(first).slice(-3), ["Created", "Deleting", "gone"]);
  assert.deepEqual(await list(first), []);
  forget(first);

  step(`Dry run of deleting ${second}`);
  const dryRun = await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: second, DryRun: true });
  assert.equal((await list(second))[0]?.TrafficMirrorSessionStatus, "Created");
  console.log(`  passed, nothing changed (RequestId ${dryRun.RequestId})`);

  step("Delete it over an XML answer");
  const xml = await xmlClient.deleteTrafficMirrorSession({ TrafficMirrorSessionId: second });
  assert.match(xml.RequestId, /^[0-9A-F-]{36}$/);
  await xmlClient.waitUntilDeleted(second);
  forget(second);
  console.log(`  gone (RequestId ${xml.RequestId})`);

  step("Delete it again");
  console.log(
    `  ${await refused(
      client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: second }),
      "ResourceNotFound.TrafficMirrorSession",
      "not-found",
    )}`,
  );

  step("Delete with a wrong secret");
  const wrong = new TrafficMirrorClient({
    ...options,
    credentials: { ...credentials, accessKeySecret: "not-the-secret" },
  });
  console.log(
    `  ${await refused(
      wrong.deleteTrafficMirrorSession({ TrafficMirrorSessionId: third }),
      "SignatureDoesNotMatch",
      "auth",
    )}`,
  );
  assert.equal((await list(third))[0]?.TrafficMirrorSessionStatus, "Created");

  step("Clean up: the last session, then the filter");
  await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: third });
  await client.waitUntilDeleted(third);
  forget(third);
  await client.deleteTrafficMirrorFilter({ TrafficMirrorFilterId: created.filter });
  await client.waitUntilDeleted(created.filter);
  created.filter = undefined;
  console.log("  nothing is left");
}

function showState(event) {
  if (event.type === "state") {
    const seen = states.get(event.id) ?? [];
    if (seen.at(-1) !== event.to) {
      seen.push(event.to);
    }
    states.set(event.id, seen);
    console.log(`  ${event.id}  ${seen.join(" → ")}`);
  }
}

/** Runs the package's own command; its first line is where it listens. */
async function startEmulator() {
  const command = fileURLToPath(new URL("cli.js", import.meta.resolve("alicloud-traffic-mirror")));
  const child = spawn(process.execPath, [command, "emulator", "--creating-ms=150", "--deleting-ms=300"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  return { url: String(line).trim(), stop: () => child.kill() };
}

async function list(id) {
  const page = await client.listTrafficMirrorSessions({ TrafficMirrorSessionIds: [id] });
  return page.TrafficMirrorSessions;
}

async function refused(call, code, kind) {
  const error = await call.then(
    () => assert.fail(`${code} was expected`),
    (reason) => reason,
  );
  assert.ok(error instanceof ServiceError, String(error));
  assert.equal(error.serviceCode, code);
  assert.equal(error.kind, kind);
  assert.ok(!error.message.includes(credentials.accessKeySecret));
  return `${error.serviceCode} (status ${error.status}, kind ${error.kind}). ${error.hint}`;
}

function step(text) {
  steps += 1;
  console.log(`${steps === 1 ? "" : "\n"}${steps}. ${text}`);
}

/** A signed URL works for fifteen minutes for whoever holds it. */
function masked(url) {
  return url.replace(/(AccessKeyId|Signature|SecurityToken)=[^&]*/g, "$1=***");
}

function forget(id) {
  created.sessions = created.sessions.filter((other) => other !== id);
}

/** After a surprise: against a real service, nothing created here may go on being billed. */
async function cleanUp() {
  try {
    for (const TrafficMirrorSessionId of created.sessions) {
      await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId }).catch(() => {});
    }
    await client.waitUntilDeleted(created.sessions);
    if (created.filter !== undefined) {
      await client.deleteTrafficMirrorFilter({ TrafficMirrorFilterId: created.filter });
    }
  } catch {
    console.error(
      `Left behind, to be deleted by hand: ${[...created.sessions, created.filter ?? ""].join(" ")}`,
    );
  }
  client.close();
  xmlClient.close();
  emulator?.stop();
}

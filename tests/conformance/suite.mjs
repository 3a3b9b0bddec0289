// The one suite that every runtime runs, against whatever copy of the package it is handed. It uses what all of them
// have: no imports, no files, no test runner.

const keys = { accessKeyId: "testid", accessKeySecret: "testsecret" };
const regionId = "cn-hongkong";
const session = { TrafficMirrorSessionId: "tms-j6cla50buc44ap8tu0001" };

/**
 * Runs every case. `api` is what the package exports, `createEmulator` the emulator's export, `vectors` the published
 * signatures. Gives `{ passed, failures: [{ name, message }] }`.
 */
export async function runSuite(api, createEmulator, vectors) {
  const cases = [...vectorCases(api, vectors), ...Object.entries(behaviour(api, createEmulator))];
  const failures = [];
  for (const [name, body] of cases) {
    try {
      await body();
    } catch (error) {
      failures.push({ name, message: String(error?.message ?? error) });
    }
  }
  return { passed: cases.length - failures.length, failures };
}

/** A case a vector: the request and each step of its signature. */
function vectorCases({ signUrl, signRequest, explainSignature }, vectors) {
  return vectors.map(({ name, style, action, params, options, expected }) => [
    `vector ${name}`,
    () => {
      if (style === "v1-url") {
        equal(signUrl(action, params, options), expected.url, "url");
      } else {
        const request = signRequest(action, params, options);
        equal(request.url, expected.url, "url");
        equal(request.body, expected.body, "body");
        equal(JSON.stringify(request.headers), JSON.stringify(expected.headers), "headers");
      }
      const method = style === "v1-form" ? "POST" : "GET";
      const explained = explainSignature(action, params, { ...options, method });
      for (const step of ["canonicalQuery", "canonicalRequest", "stringToSign", "signature"]) {
        equal(explained[step], expected[step], step);
      }
    },
  ]);
}

/** What a client does. Times are the emulator's, so nothing waits for a real second. */
function behaviour(api, createEmulator) {
  const pair = (clientOptions = {}, emulatorOptions = {}) => {
    const emulator = createEmulator({ clock: "manual", startTime: Date.now(), ...emulatorOptions });
    const { fetch, clock } = emulator;
    const options = { regionId, credentials: keys, fetch, clock, ...clientOptions };
    return { emulator, client: new api.TrafficMirrorClient(options) };
  };
  const answering = (status, body, headers = {}) =>
    new api.TrafficMirrorClient({
      regionId,
      credentials: keys,
      retry: false,
      fetch: async () => ({ status, headers: { get: (n) => headers[n] ?? null }, text: async () => body }),
    });
  /** A session that is there, its filter too. */
  const oneSession = async (emulator, client) => {
    const filter = await client.createTrafficMirrorFilter({ TrafficMirrorFilterName: "名前" });
    await inTime(emulator, client.waitUntilCreated(filter.TrafficMirrorFilterId));
    const made = await client.createTrafficMirrorSession({
      TrafficMirrorFilterId: filter.TrafficMirrorFilterId,
      TrafficMirrorSourceIds: ["eni-source"],
      TrafficMirrorTargetId: "eni-target",
      TrafficMirrorTargetType: "NetworkInterface",
      Priority: 1,
    });
    await inTime(emulator, client.waitUntilCreated(made.TrafficMirrorSessionId));
    return made.TrafficMirrorSessionId;
  };
  /** The promise, while the emulator's time goes by. */
  const inTime = async (emulator, promise) => {
    let pending = true;
    const settle = () => {
      pending = false;
    };
    promise.then(settle, settle);
    while (pending) {
      emulator.advance(500);
      await pause();
    }
    return await promise;
  };
  const rejects = async (promise, className, code) => {
    const error = await promise.then(
      () => undefined,
      (reason) => reason,
    );
    is(error instanceof api[className], `${error} is no ${className}`);
    is(error instanceof api.TrafficMirrorError, `${error} is no TrafficMirrorError`);
    equal(error.code, code, "code");
    is(!/testsecret/.test(`${error.message} ${error.hint}`), "the error holds the secret");
    return error;
  };
  const throws = (call, className, code) => rejects(Promise.resolve().then(call), className, code);

  return {
    "nonces are drawn from the host": () => {
      const urls = Array.from({ length: 200 }, () =>
        api.signUrl("DescribeVpcs", {}, { regionId, credentials: keys }),
      );
      equal(new Set(urls).size, 200, "different URLs");
    },
    "JSON and XML become the same result": () => {
      const bodies = [
        '{"TrafficMirrorSessions":[{"TrafficMirrorSessionId":"tms-1","Priority":7,"Enabled":false}],"TotalCount":"1","RequestId":"R"}',
        "<?xml version='1.0'?><ListTrafficMirrorSessionsResponse><TrafficMirrorSessions><TrafficMirrorSessionId>tms-1</TrafficMirrorSessionId>" +
          "<Priority>7</Priority><Enabled>false</Enabled></TrafficMirrorSessions><TotalCount>1</TotalCount><RequestId>R</RequestId></ListTrafficMirrorSessionsResponse>",
      ];
      const [json, xml] = bodies.map((body) =>
        api.parseResponse("ListTrafficMirrorSessions", { status: 200, body }),
      );
      equal(JSON.stringify(xml), JSON.stringify(json), "the results");
      equal(json.TrafficMirrorSessions[0].Priority, 7, "an integer");
      equal(json.TotalCount, "1", "the count, a string");
    },
    "a session is created, deleted and gone": async () => {
      const { emulator, client } = pair();
      const id = await oneSession(emulator, client);
      await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: id, DryRun: true });
      await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: id });
      await inTime(emulator, client.waitUntilDeleted(id));
      const { TrafficMirrorSessions } = await client.listTrafficMirrorSessions();
      equal(TrafficMirrorSessions.length, 0, "sessions left");
      client.close();
    },
    "the same signed with V3, and answered in XML": async () => {
      for (const options of [{ signature: "v3" }, { format: "XML" }]) {
        const { emulator, client } = pair(options);
        const id = await oneSession(emulator, client);
        const seen = [];
        for await (const each of client.sessions()) seen.push(each.TrafficMirrorSessionId);
        equal(seen.join(), id, "the sessions");
        const report = await inTime(emulator, client.teardown({ all: true }, { withFilters: true }));
        equal(report.deleted.length, 2, "deleted");
        equal(report.failed.length, 0, "failed");
      }
    },
    "an abort rejects with its reason": async () => {
      const { emulator, client } = pair({}, { deletingMs: 1e9 });
      const id = await oneSession(emulator, client);
      await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: id });
      const controller = new AbortController();
      const reason = new Error("enough");
      const waiting = client.waitUntilDeleted(id, { signal: controller.signal });
      await pause();
      controller.abort(reason);
      equal(await waiting.catch((error) => error), reason, "the reason");
    },
    "what can never be right is a ParameterError": async () => {
      const error = await throws(
        () => api.signUrl("DeleteTrafficMirrorSession", {}, { regionId, credentials: keys }),
        "ParameterError",
        "INVALID_PARAMETER",
      );
      equal(error.issues[0].parameter, "TrafficMirrorSessionId", "the parameter");
    },
    "places and keys that can never work": async () => {
      const sign = (options) => () => api.signUrl("DescribeVpcs", {}, { credentials: keys, ...options });
      await throws(sign({ endpoint: "http://vpc.example.com" }), "TrafficMirrorError", "INVALID_ENDPOINT");
      const nobody = { accessKeyId: "", accessKeySecret: "" };
      await throws(sign({ regionId, credentials: nobody }), "TrafficMirrorError", "INVALID_CREDENTIALS");
    },
    "a refusal is a ServiceError": async () => {
      const wrong = { accessKeyId: "testid", accessKeySecret: "wrong" };
      const { client } = pair({ credentials: wrong });
      const error = await rejects(client.listTrafficMirrorSessions(), "ServiceError", "SERVICE");
      equal(error.serviceCode, "SignatureDoesNotMatch", "the service's code");
      equal(error.kind, "auth", "its kind");
    },
    "no answer is a TransportError": async () => {
      const { emulator, client } = pair({ retry: false });
      emulator.inject({ kind: "reset" });
      await rejects(client.listTrafficMirrorSessions(), "TransportError", "TRANSPORT");
      await rejects(
        answering(302, "", { location: "/" }).listTrafficMirrorSessions(),
        "TransportError",
        "TRANSPORT",
      );
      emulator.inject({ kind: "drop-request" });
      await rejects(client.listTrafficMirrorSessions({}, { timeoutMs: 20 }), "TransportError", "TIMEOUT");
    },
    "an answer that is none is a ResponseError": async () => {
      const answers = answering(502, "<html>no</html>").listTrafficMirrorSessions();
      await rejects(answers, "ResponseError", "BAD_RESPONSE");
    },
    "a dry run that was executed rejects": async () => {
      const client = answering(200, '{"RequestId":"R"}');
      const call = client.deleteTrafficMirrorSession({ ...session, DryRun: true });
      await rejects(call, "TrafficMirrorError", "DRY_RUN_EXECUTED");
    },
    "a wait that takes too long rejects": async () => {
      const { emulator, client } = pair({}, { deletingMs: 1e9 });
      const id = await oneSession(emulator, client);
      await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: id });
      const waiting = client.waitUntilDeleted(id, { deadlineMs: 5_000 });
      await rejects(inTime(emulator, waiting), "TrafficMirrorError", "DEADLINE");
    },
    "a checkpoint that is none rejects": async () => {
      const { client } = pair();
      await rejects(client.resumeTeardown("nonsense"), "TrafficMirrorError", "CHECKPOINT");
    },
    "a closed client rejects": async () => {
      const { client } = pair();
      client.close();
      await rejects(client.listTrafficMirrorSessions(), "TrafficMirrorError", "ENVIRONMENT");
    },
    "the service is there as data": () => {
      is(
        api.operations.some(({ name }) => name === "DeleteTrafficMirrorSession"),
        "no operation",
      );
      is(
        api.regions.some((region) => region.regionId === regionId),
        "no region",
      );
    },
  };
}

function pause() {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

function is(truth, message) {
  if (!truth) throw new Error(message);
}

function equal(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

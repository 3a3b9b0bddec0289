import assert from "node:assert/strict";
import { test } from "node:test";
import { LeftBehindError, ParameterError, ServiceError, TrafficMirrorError } from "alicloud-traffic-mirror";
import { transform } from "esbuild";
import { pair, sessionParams } from "./support.mjs";

const CREATE = "CreateTrafficMirrorSession";
const DELETE = "DeleteTrafficMirrorSession";
const quick = { retry: { baseDelayMs: 1, maxDelayMs: 5 } };
const reason = new Error("enough");

/** An emulator with a filter, and a client whose requests go through `via(action, request)`. */
async function stage(emulatorOptions = {}, via = (_, request) => request(), clientOptions = {}) {
  const calls = [];
  let through = (_, request) => request();
  const { client, emulator } = pair(quick, emulatorOptions);
  const fetch = (url, init) => {
    const action = /Action=([A-Za-z]+)/.exec(init.body)[1];
    calls.push(action);
    return through(action, () => emulator.fetch(url, init), init.signal);
  };
  const { client: watched } = pair({ ...quick, ...clientOptions, fetch });
  // The emulator may take its time for what is created: not for this.
  const { TrafficMirrorFilterId } = await client.createTrafficMirrorFilter({});
  await client.waitUntilCreated(TrafficMirrorFilterId);
  through = via;
  const params = (number = 1) => sessionParams(TrafficMirrorFilterId, number);
  return { client: watched, emulator, params, calls };
}

async function left(emulator) {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return Object.values(emulator.state().regions).flatMap(({ sessions = [] }) => sessions);
}

function count(calls, action) {
  return calls.filter((call) => call === action).length;
}

test("a session is open once it is Created, is plain data, and is gone once it is closed", async () => {
  const { client, emulator, params, calls } = await stage();
  const progress = [];
  const session = await client.openSession(params(), { onProgress: (now) => progress.push(now) });
  assert.equal(session.TrafficMirrorSessionStatus, "Created");
  assert.equal(session.Priority, 1);
  assert.deepEqual({ ...session }, JSON.parse(JSON.stringify(session)));
  assert.ok(!("close" in JSON.parse(JSON.stringify(session))));
  assert.deepEqual(progress.at(-1), { total: 1, reached: 1, states: { Created: 1 } });
  assert.equal((await left(emulator)).length, 1);
  await Promise.all([session.close(), session.close(), session[Symbol.asyncDispose]()]);
  await session.close();
  assert.equal(count(calls, DELETE), 1);
  assert.deepEqual(await left(emulator), []);
});

test("`await using`, as compilers write it, disposes of the session whatever the block does", async () => {
  const { client, emulator, params } = await stage();
  const { code } = await transform(
    `host.using = async (client, params, act) => { await using session = await client.openSession(params); await act(session); }`,
    { target: "es2022" },
  );
  const host = {};
  new Function("host", code)(host);
  const { using } = host;
  await using(client, params(), async () => assert.equal((await left(emulator)).length, 1));
  assert.deepEqual(await left(emulator), []);
  await assert.rejects(
    using(client, params(), () => Promise.reject(reason)),
    reason,
  );
  assert.deepEqual(await left(emulator), []);
});

test("a session that somebody else deleted closes all the same", async () => {
  const { client, params } = await stage();
  const session = await client.openSession(params());
  await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: session.TrafficMirrorSessionId });
  await session.close();
});

test("an abort before anything was sent is the signal's reason, and nothing is sent", async () => {
  const { client, params, calls } = await stage();
  const signal = AbortSignal.abort(reason);
  await assert.rejects(client.openSession(params(), { signal }), (error) => error === reason);
  assert.deepEqual(calls, []);
});

for (const [what, effect] of [
  ["took effect", true],
  ["did not take effect", false],
]) {
  test(`an abort while the create is under way leaves nothing, where it ${what}`, async () => {
    const controller = new AbortController();
    let first = true;
    const { client, emulator, params, calls } = await stage({}, async (action, request, signal) => {
      if (action !== CREATE || !first) {
        return await request();
      }
      first = false;
      if (effect) {
        await request();
      }
      const cut = new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("cut")));
      });
      controller.abort(reason);
      return await cut;
    });
    const opening = client.openSession(params(), { signal: controller.signal });
    await assert.rejects(opening, (error) => error === reason);
    assert.deepEqual(await left(emulator), []);
    assert.equal(count(calls, CREATE), 2);
    const created = emulator.requests().filter(({ action }) => action === CREATE);
    assert.equal(new Set(created.map(({ params }) => params.ClientToken)).size, 1);
    const sent = calls.length;
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(calls.length, sent);
  });
}

test("an abort while the session is being created deletes it once it can be", async () => {
  const controller = new AbortController();
  const { client, emulator, params, calls } = await stage({ creatingMs: 400 });
  const opening = client.openSession(params(), { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 100);
  await assert.rejects(opening, (error) => error === reason);
  assert.deepEqual(await left(emulator), []);
  assert.equal(count(calls, CREATE), 1);
  // Nothing more is done about it, whatever comes of the signal.
  const sent = calls.length;
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(calls.length, sent);
});

test("the signal governs the opening only", async () => {
  const controller = new AbortController();
  const { client, emulator, params } = await stage();
  const session = await client.openSession(params(), { signal: controller.signal });
  controller.abort(reason);
  assert.equal((await left(emulator)).length, 1);
  await session.close();
  assert.deepEqual(await left(emulator), []);
});

test("a create of which every answer is lost is learnt of and deleted, and its error told", async () => {
  let creates = 0;
  const { client, emulator, params } = await stage({}, async (action, request) => {
    const answer = await request();
    if (action === CREATE && ++creates <= 6) {
      throw new TypeError("fetch failed");
    }
    return answer;
  });
  await assert.rejects(client.openSession(params()), { code: "TRANSPORT" });
  assert.deepEqual(await left(emulator), []);
});

test("a refused create is the service's error, and a dry run or a mistake sends nothing", async () => {
  const { client, emulator, params, calls } = await stage();
  emulator.inject({ kind: "error", status: 400, code: "QuotaExceeded.SessionNum", on: CREATE });
  await assert.rejects(client.openSession(params()), ServiceError);
  assert.deepEqual(calls, [CREATE]);
  for (const [bad, options] of [
    [{ ...params(), DryRun: true }],
    [{ ...params(), RegionId: "cn-beijing" }],
    [{}],
    [null],
    [params(), { deadlineMs: 0 }],
    [params(), { closeDeadlineMs: Number.NaN }],
  ]) {
    await assert.rejects(client.openSession(bad, options), ParameterError);
  }
  assert.deepEqual(calls, [CREATE]);
});

test("a clean-up that fails names the session, and the abort's reason is the cause", async () => {
  const controller = new AbortController();
  const { client, emulator, params } = await stage({}, async (action, request) => {
    if (action === CREATE) {
      const answer = await request();
      setTimeout(() => controller.abort(reason), 30);
      return answer;
    }
    throw new TypeError("fetch failed");
  });
  const options = { signal: controller.signal, closeDeadlineMs: 100 };
  await assert.rejects(client.openSession(params(), options), (error) => {
    const [{ TrafficMirrorSessionId: id }] = Object.values(emulator.state().regions)[0].sessions;
    assert.ok(error instanceof LeftBehindError && error instanceof TrafficMirrorError);
    assert.equal(error.code, "LEFT_BEHIND");
    assert.equal(error.sessionId, id);
    assert.ok(error.message.includes(id));
    assert.equal(error.cause, reason);
    return true;
  });
});

test("a session whose id was never learnt is described, without its token", async () => {
  const { client, params } = await stage(
    {},
    async (_, request) => {
      await request();
      throw new TypeError("fetch failed");
    },
    { retry: false },
  );
  const told = { ...params(7), ClientToken: "do-not-show" };
  await assert.rejects(client.openSession(told, { closeDeadlineMs: 50 }), (error) => {
    assert.equal(error.code, "LEFT_BEHIND");
    assert.equal(error.sessionId, undefined);
    assert.match(error.message, /TrafficMirrorFilterId tmf-.*Priority 7/);
    assert.equal(error.cause.code, "TRANSPORT");
    assert.ok(!`${error.message}${error.cause.message}`.includes("do-not-show"));
    return true;
  });
});

test("a close that fails names the session, and another try may succeed", async () => {
  const { client, emulator, params } = await stage();
  const session = await client.openSession(params());
  emulator.inject({ kind: "error", status: 403, code: "Forbidden.RAM", on: DELETE });
  const both = await Promise.allSettled([session.close(), session.close()]);
  for (const { reason: error } of both) {
    assert.equal(error.code, "LEFT_BEHIND");
    assert.equal(error.sessionId, session.TrafficMirrorSessionId);
    assert.equal(error.cause.serviceCode, "Forbidden.RAM");
  }
  await session.close();
  assert.deepEqual(await left(emulator), []);
});

test("closing the client with a session open, or half open, names the session", async () => {
  const { client, emulator, params, calls } = await stage();
  const session = await client.openSession(params());
  client.close();
  await assert.rejects(session.close(), (error) => {
    assert.equal(error.code, "LEFT_BEHIND");
    assert.equal(error.sessionId, session.TrafficMirrorSessionId);
    assert.equal(error.cause.code, "ENVIRONMENT");
    return true;
  });
  assert.equal((await left(emulator)).length, 1);
  assert.equal(count(calls, DELETE), 0);

  const { client: other, params: others } = await stage({}, async (action, request) => {
    const answer = await request();
    if (action === "ListTrafficMirrorSessions") {
      other.close();
    }
    return answer;
  });
  await assert.rejects(other.openSession(others()), (error) => {
    assert.equal(error.code, "LEFT_BEHIND");
    assert.match(error.message, /tms-/);
    assert.match(error.cause.message, /this client was closed/);
    return true;
  });
});

test("an abort at the moment of an answer that the cleaning up waits for does not lose the answer", async () => {
  // A signal that has aborted, and whose listeners are still to be called, when the answer arrives.
  const signal = { aborted: false, reason, addEventListener() {}, removeEventListener() {} };
  const { client, emulator, params, calls } = await stage({}, async (action, request) => {
    if (action === "ListTrafficMirrorSessions" && !calls.includes(DELETE)) {
      emulator.inject({ kind: "error", status: 403, code: "Forbidden.RAM", on: action });
    }
    const answer = await request();
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text: async () => {
        signal.aborted = action === DELETE;
        return text;
      },
    };
  });
  await assert.rejects(client.openSession(params(), { signal }), reason);
  assert.equal(count(calls, DELETE), 1);
  assert.deepEqual(await left(emulator), []);
});

test("keys that cannot be fetched anew while the session waits: what is left is named", async () => {
  let asked = 0;
  let expired = false;
  const body = JSON.stringify({ Code: "InvalidSecurityToken.Expired", Message: "m", RequestId: "R" });
  const { client, params } = await stage(
    {},
    async (action, request) => {
      if (!expired) {
        expired = action === CREATE;
        return await request();
      }
      return { status: 400, headers: { get: () => null }, text: async () => body };
    },
    {
      credentials: async () => {
        if (asked++ > 0) {
          throw new Error("secret-in-message");
        }
        return { accessKeyId: "testid", accessKeySecret: "testsecret" };
      },
    },
  );
  await assert.rejects(client.openSession(params()), (error) => {
    assert.equal(error.code, "LEFT_BEHIND");
    assert.match(error.sessionId, /^tms-/);
    assert.equal(error.cause.code, "INVALID_CREDENTIALS");
    return true;
  });
});

test("a busy filter is waited for, and the wait is told", async () => {
  const events = [];
  const { client, emulator, params } = await stage({}, undefined, { onEvent: (event) => events.push(event) });
  emulator.inject({ kind: "error", status: 400, code: "IncorrectStatus.TrafficMirrorFilter", on: CREATE });
  const session = await client.openSession(params());
  await session.close();
  const busy = events.filter((event) => event.type === "wait" && event.reason === "busy");
  assert.equal(busy.length, 1);
  assert.equal(busy[0].action, CREATE);
  assert.ok(Number.isInteger(busy[0].delayMs));
  assert.ok(events.some((event) => event.type === "retry" && event.code.startsWith("IncorrectStatus")));
  assert.ok(events.some((event) => event.type === "wait" && event.reason === "poll"));
  assert.ok(!/testid|testsecret|Signature|ClientToken|http/.test(JSON.stringify(events)));
});

// Which signal a transport gets, and what an abort and a timeout do to a request of nodeFetch, which takes any.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { TrafficMirrorClient, TransportError } from "alicloud-traffic-mirror";
import { nodeFetch } from "alicloud-traffic-mirror/node";

const ANY_SIGNAL = Symbol.for("alicloud-traffic-mirror.any-signal");
const options = {
  regionId: "cn-hongkong",
  credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
  retry: false,
};
const id = { TrafficMirrorSessionId: "tms-j6cla50buc44ap8tu0001" };

/** A server that never answers; `closed` resolves when the connection of a request is gone. */
async function silentServer(t) {
  let close;
  const closed = new Promise((resolve) => {
    close = resolve;
  });
  const server = createServer((request) => {
    request.socket.once("close", close);
    server.emit("asked");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { server, closed, endpoint: `http://127.0.0.1:${server.address().port}` };
}

const answering =
  (seen) =>
  async (_, { signal }) => {
    seen.push(signal);
    return { status: 200, headers: { get: () => null }, text: async () => '{"RequestId":"1"}' };
  };

test("a fetch that is not marked gets the host's own signal; nodeFetch() is marked", async () => {
  const seen = [];
  const inner = answering(seen);
  const client = new TrafficMirrorClient({ ...options, fetch: (url, init) => inner(url, init) });
  await client.deleteTrafficMirrorSession(id);
  assert.ok(seen[0] instanceof AbortSignal);
  assert.equal(ANY_SIGNAL in nodeFetch(), true);
});

test("an abort cancels the request of nodeFetch(), and rejects with its reason", async (t) => {
  const { server, closed, endpoint } = await silentServer(t);
  const client = new TrafficMirrorClient({ ...options, endpoint, fetch: nodeFetch() });
  const stop = new AbortController();
  const reason = new Error("enough");
  server.once("asked", () => stop.abort(reason));
  await assert.rejects(client.deleteTrafficMirrorSession(id, { signal: stop.signal }), reason);
  await closed;
});

test("the time that is allowed ends the request of nodeFetch(), and never early", async (t) => {
  const { closed, endpoint } = await silentServer(t);
  const client = new TrafficMirrorClient({ ...options, endpoint, fetch: nodeFetch(), timeoutMs: 120 });
  const start = performance.now();
  await assert.rejects(
    client.deleteTrafficMirrorSession(id),
    (error) => error instanceof TransportError && error.code === "TIMEOUT",
  );
  // Node's timers count whole milliseconds from the last turn of its loop.
  assert.ok(performance.now() - start >= 118);
  await closed;
});

test("a signal that has aborted sends nothing, where keys and link are ready too", async () => {
  const seen = [];
  const client = new TrafficMirrorClient({ ...options, fetch: answering(seen) });
  await client.deleteTrafficMirrorSession(id);
  const reason = new Error("before");
  await assert.rejects(client.deleteTrafficMirrorSession(id, { signal: AbortSignal.abort(reason) }), reason);
  client.close();
  await assert.rejects(client.deleteTrafficMirrorSession(id), { code: "ENVIRONMENT" });
  assert.equal(seen.length, 1);
});

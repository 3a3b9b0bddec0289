// What the HTTP emulator puts up with. All traffic stays on this machine, is bounded, and ends by itself.
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import net from "node:net";
import { test } from "node:test";
import { signUrl } from "alicloud-traffic-mirror";
import { credentials, regionId, serve } from "./support.mjs";

const SLOW = 2_000;
const GIB = 2 ** 30;

/** Resident memory of a process, where the platform tells. */
const residentMiB = ({ pid }) => {
  const status = `/proc/${pid}/status`;
  return existsSync(status)
    ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, "utf8"))[1]) / 1024
    : undefined;
};
const assertSmall = (child) => {
  const resident = residentMiB(child);
  assert.ok(resident === undefined || resident < 256, `${resident} MiB`);
};

/** A connection; `heard` is what came back, and `closed` settles when it is over. */
function connect(t, url, head) {
  const socket = net.connect(Number(new URL(url).port), "127.0.0.1");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const connection = { socket, heard: "", closed };
  socket.on("error", () => {});
  socket.on("data", (data) => {
    connection.heard += data;
  });
  socket.write(head);
  t.after(() => socket.destroy());
  return connection;
}

const status = (connection) => connection.heard.slice(9, 12);
const control = (url, call, body) =>
  fetch(`${url}/_emulator/${call}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

test("thousands of slow connections cost little and keep nobody out", { timeout: 60_000 }, async (t) => {
  const { url, child } = await serve(t);
  const halves = [
    `GET /?${"x".repeat(4_000)} HTTP/1.1\r\nhost: a\r\nx-slow: ${"y".repeat(4_000)}`,
    `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n${"z".repeat(10_000)}`,
  ];
  const slow = [];
  while (slow.length < SLOW) {
    const some = Array.from({ length: 100 }, (_, at) => connect(t, url, halves[at % 2]));
    await Promise.all(some.map(({ socket }) => once(socket, "connect")));
    slow.push(...some);
  }
  assert.equal((await fetch(`${url}/_emulator/state`)).status, 200);
  assertSmall(child);
  child.kill("SIGTERM");
  const start = Date.now();
  assert.deepEqual(await once(child, "exit"), [0, null]);
  // Long before the requests would time out by themselves; no stopwatch, since the machine may be busy.
  assert.ok(Date.now() - start < 10_000, "it waits for connections");
});

test("a gigabyte that is thrown at it is cut off and never held", { timeout: 60_000 }, async (t) => {
  const { url, child } = await serve(t);
  const chunk = Buffer.from(`10000\r\n${"x".repeat(65_536)}\r\n`);
  for (const told of ["transfer-encoding: chunked", `content-length: ${GIB}`]) {
    const head = `POST / HTTP/1.1\r\nhost: a\r\n${told}\r\n\r\n`;
    const connection = connect(t, url, head);
    let sent = 0;
    const pump = () => {
      while (sent < GIB && !connection.socket.destroyed && connection.socket.write(chunk)) {
        sent += chunk.length;
      }
    };
    connection.socket.on("drain", pump);
    pump();
    await connection.closed;
    assert.ok(sent < GIB, "all of it was taken");
    assert.ok(["413", ""].includes(status(connection)), connection.heard);
    assertSmall(child);
  }
  assert.equal((await fetch(url)).status, 400);
});

test("headers that are too long, and what is no HTTP, end the connection", async (t) => {
  const { url } = await serve(t);
  for (const [head, expected] of [
    [`GET / HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(20_000)}\r\n\r\n`, "431"],
    [`GET /?${"x".repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`, "431"],
    ["\u0000\u0001\u0002 what is this\r\n\r\n", "400"],
    ["GET / HTTP/1.1\r\ncontent-length: 5\r\ncontent-length: 6\r\nhost: a\r\n\r\n", "400"],
  ]) {
    const connection = connect(t, url, head);
    await connection.closed;
    assert.equal(status(connection), expected);
  }
  assert.equal((await fetch(url)).status, 400);
});

test("a request that does not arrive in time is timed out", { timeout: 60_000 }, async (t) => {
  const { url } = await serve(t);
  const heads = ["GET / HTTP/1.1\r\nx-slow: ", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nslow"];
  const slow = heads.map((head) => connect(t, url, head));
  await Promise.all(slow.map(({ closed }) => closed));
  assert.deepEqual(slow.map(status), ["408", "408"]);
});

test("an answer that is held back does not hold back the end", async (t) => {
  for (const fault of [{ kind: "delay", ms: 3_600_000 }, { kind: "drop-response" }]) {
    const { url, child } = await serve(t);
    await control(url, "faults", fault);
    const waiting = connect(t, url, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill("SIGINT");
    const start = Date.now();
    assert.deepEqual(await once(child, "exit"), [0, null]);
    assert.ok(Date.now() - start < 10_000, fault.kind);
    await waiting.closed;
  }
});

test("bad fixtures and control calls are refused with the name of the field", async (t) => {
  const { url } = await serve(t);
  const session = { TrafficMirrorSessionId: "tms-1", Priority: "high" };
  for (const [call, body, named] of [
    ["load", { regions: { "cn-hongkong": { sessions: [session] } } }, "sessions[0].Priority"],
    ["load", { regions: { mars: {} } }, "regions.mars"],
    ["load", "{", "JSON"],
    ["load", [], "object"],
    ["faults", { kind: "delay" }, "ms"],
    ["faults", { kind: "empty", on: "Nothing" }, "on"],
    ["advance", { ms: 1.5 }, "ms"],
    ["advance", { ms: 1, hours: 2 }, "hours"],
  ]) {
    const refused = await control(url, call, body);
    assert.equal(refused.status, 400);
    assert.ok((await refused.json()).error.includes(named), named);
  }
  assert.equal((await control(url, "reset", "")).status, 200);
});

test("a target may be a whole URL, as proxies are sent it, but not of the control plane", async (t) => {
  const { url } = await serve(t);
  const signed = signUrl("ListTrafficMirrorSessions", {}, { regionId, endpoint: url, credentials });
  const ask = async (target) => {
    const { host } = new URL(url);
    const connection = connect(
      t,
      url,
      `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    await connection.closed;
    return status(connection);
  };
  assert.equal(await ask(signed), "200");
  // Without a path, too: `http://host?Action=…`.
  const another = signUrl("ListTrafficMirrorSessions", {}, { regionId, endpoint: url, credentials });
  assert.equal(await ask(another.replace("/?", "?")), "200");
  assert.equal(await ask(`${url}/_emulator/state`), "404");
});

// nodeFetch behind a proxy: connections that are limited, a proxy that misbehaves, and what the environment names.
import assert from "node:assert/strict";
import { Agent } from "node:http";
import { test } from "node:test";
import { nodeFetch } from "alicloud-traffic-mirror/node";
import { makeCertificate, serveHttp, serveProxy, serveRaw, setProxies } from "./proxy.mjs";

const get = { method: "GET", headers: {}, redirect: "manual" };
const tls = makeCertificate();
const echo = (request, response) => response.end(request.url);

/** What becomes of so many requests at once. */
const atOnce = async (fetch, url, count, init = () => get) =>
  await Promise.all(
    Array.from({ length: count }, (_, number) =>
      fetch(`${url}${number}`, init(number)).then(
        (answer) => answer.text(),
        (error) => error.code ?? error.message,
      ),
    ),
  );

test("a proxy that refuses is asked once for each request, however few connections there may be", async (t) => {
  for (const refuse of [407, 503]) {
    const proxy = await serveProxy(t, { refuse });
    setProxies(t, { HTTPS_PROXY: `http://${proxy.host}` });
    for (const maxSockets of [1, 2]) {
      const told = await atOnce(nodeFetch({ maxSockets }), "https://localhost:1/", 5);
      assert.deepEqual(told, Array(5).fill("ERR_PROXY_REFUSED"));
      // Time for more of them to arrive.
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(proxy.asked.splice(0).length, 5);
    }
  }
});

test("a proxy that is not there ends each request, however few connections there may be", async (t) => {
  setProxies(t, { HTTPS_PROXY: "http://127.0.0.1:1", HTTP_PROXY: "http://127.0.0.1:1" });
  for (const url of ["https://localhost:1/", "http://localhost:1/"])
    assert.deepEqual(await atOnce(nodeFetch({ maxSockets: 1 }), url, 3), Array(3).fill("ECONNREFUSED"));
});

test("those that wait for a connection get one after a proxy refused, closed, or stayed silent", async (t) => {
  const { url } = await serveHttp(t, echo, tls);
  for (const [odd, expected] of [
    [(socket) => socket.end("HTTP/1.1 503 no\r\n\r\n"), "ERR_PROXY_REFUSED"],
    [(socket) => socket.end(), "ERR_PROXY_REFUSED"],
    [(_, enough) => enough.abort(new Error("enough")), "enough"],
  ]) {
    const enough = new AbortController();
    const proxy = await serveProxy(t, { first: (socket) => odd(socket, enough) });
    setProxies(t, { HTTPS_PROXY: `http://${proxy.host}` });
    const init = (number) => (number === 0 ? { ...get, signal: enough.signal } : get);
    const told = await atOnce(nodeFetch({ ca: tls.cert, maxSockets: 1 }), url, 3, init);
    assert.deepEqual(told, [expected, "/1", "/2"]);
    assert.equal(proxy.asked.length, 2);
  }
});

test("those that wait for a forwarding proxy get a connection, whatever became of the one before", async (t) => {
  const { url } = await serveHttp(t, echo);
  const enough = new AbortController();
  let connections = 0;
  const proxy = await serveRaw(t, (socket) => {
    connections += 1;
    const odd = {
      1: () => socket.destroy(),
      2: () => enough.abort(new Error("enough")),
      3: () => socket.write("HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"),
      4: () => socket.end("HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\ncut"),
    }[connections];
    socket.on("data", odd ?? (() => socket.write("HTTP/1.1 200 x\r\ncontent-length: 2\r\n\r\nok")));
  });
  setProxies(t, { HTTP_PROXY: `http://127.0.0.1:${proxy}` });
  const fetch = nodeFetch({ maxSockets: 1 });
  const init = (number) => (number === 1 ? { ...get, signal: enough.signal } : get);
  const told = await atOnce(fetch, url, 7, init);
  assert.deepEqual(told, ["ECONNRESET", "enough", "ERR_UPGRADED", "ECONNRESET", "ok", "ok", "ok"]);
  assert.equal(connections, 5);
});

test("connections through a proxy are limited, and used again", async (t) => {
  const { url, counts } = await serveHttp(t, echo, tls);
  const proxy = await serveProxy(t);
  setProxies(t, { HTTPS_PROXY: `http://${proxy.host}` });
  for (const maxSockets of [1, 3]) {
    const fetch = nodeFetch({ ca: tls.cert, maxSockets });
    const told = await atOnce(fetch, url, 20);
    assert.deepEqual(
      told,
      [...told.keys()].map((number) => `/${number}`),
    );
    assert.equal(proxy.asked.splice(0).length, maxSockets);
  }
  assert.equal(counts.connections, 4);
});

test("an idle connection is given up after a while, and sooner where the server says so", async (t) => {
  const kept = [];
  const { keepSocketAlive } = Agent.prototype;
  t.mock.method(Agent.prototype, "keepSocketAlive", function (socket) {
    const keeps = keepSocketAlive.call(this, socket);
    kept.push(socket);
    return keeps;
  });
  const answer = (request, response) => {
    const seconds = request.url.slice(1);
    // Node's own servers name the time after which they close.
    if (seconds !== "") response.setHeader("keep-alive", `timeout=${seconds}`);
    response.end();
  };
  const proxy = await serveProxy(t);
  for (const certificate of [undefined, tls]) {
    const { url } = await serveHttp(t, answer, certificate);
    for (const named of [{}, { HTTPS_PROXY: `http://${proxy.host}`, HTTP_PROXY: `http://${proxy.host}` }]) {
      setProxies(t, named);
      const fetch = nodeFetch({ ca: tls.cert });
      for (const [path, least, most] of [
        ["60", 4_000, 4_000],
        ["3", 1_000, 3_000],
      ]) {
        await fetch(`${url}${path}`, get);
        const socket = kept.pop();
        assert.ok(socket.timeout >= least && socket.timeout <= most, `${url} ${path}: ${socket.timeout}`);
        // What was said last counts, also where it is more than before.
        await fetch(`${url}60`, get);
        assert.equal(kept.pop().timeout, 4_000);
        // As when the time is up.
        socket.emit("timeout");
        assert.equal(socket.destroyed, true);
      }
    }
  }
});

test("through a tunnel, too, a certificate is held against the address that was asked for", async (t) => {
  const { port } = await serveHttp(t, echo, tls);
  const proxy = await serveProxy(t);
  setProxies(t, { HTTPS_PROXY: `http://${proxy.host}` });
  // The proxy leads all of them to the one server, whose certificate is for localhost and 127.0.0.1.
  for (const [host, told] of [
    ["localhost", "/0"],
    ["127.0.0.1", "/0"],
    ["192.0.2.1", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["[2001:db8::1]", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["elsewhere.example", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ]) {
    assert.deepEqual(await atOnce(nodeFetch({ ca: tls.cert }), `https://${host}:${port}/`, 1), [told], host);
  }
});

test("an abort while others have the connections rejects at once, and is not sent", async (t) => {
  const waiting = [];
  const { url } = await serveHttp(t, (request, response) => waiting.push({ request, response }));
  const proxy = await serveProxy(t);
  setProxies(t, { HTTP_PROXY: `http://${proxy.host}` });
  const fetch = nodeFetch({ maxSockets: 1 });
  const [first, second, third] = [0, 1, 2].map(() => new AbortController());
  const reason = new Error("enough");
  const ask = ({ signal }, path) => fetch(url + path, { ...get, signal });
  const answers = [ask(first, "a"), ask(second, "b"), ask(third, "c")];
  while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  second.abort(reason);
  await assert.rejects(answers[1], reason);
  await assert.rejects(ask({ signal: AbortSignal.abort(reason) }, "d"), reason);
  waiting[0].response.end();
  assert.equal((await answers[0]).status, 200);
  while (waiting.length === 1) await new Promise((resolve) => setTimeout(resolve, 1));
  waiting[1].response.end();
  await answers[2];
  assert.deepEqual(proxy.asked, [`GET ${url}a`, `GET ${url}c`]);
});

test("a request that can never be sent gives its place to the next one", async (t) => {
  const { url } = await serveHttp(t, echo);
  const proxy = await serveProxy(t);
  setProxies(t, { HTTP_PROXY: `http://${proxy.host}` });
  const fetch = nodeFetch({ maxSockets: 1 });
  const init = (number) => [{ ...get, body: "x" }, { ...get, headers: { "x-a": "\n" } }, get][number];
  const told = await atOnce(fetch, url, 3, init);
  assert.deepEqual(told, ["a GET or HEAD has no body", "ERR_INVALID_CHAR", "/2"]);
});

test("a proxy that answers CONNECT with something else is named by a code, without what it said", async (t) => {
  for (const said of [
    "garbage\r\n\r\n",
    "HTTP/1.1 200 yes\r\nhunter\r\n\r\n",
    "\r\n\r\n",
    "HTTP/1.1 200 y",
    "",
  ]) {
    const port = await serveRaw(t, (socket) => socket.once("data", () => socket.end(said)));
    setProxies(t, { HTTPS_PROXY: `http://127.0.0.1:${port}` });
    await assert.rejects(nodeFetch()("https://localhost:1/", get), (error) => {
      assert.equal(error.code, "ERR_PROXY_REFUSED", said);
      assert.match(error.message, /^the proxy/);
      assert.doesNotMatch(error.message, /hunter|NaN/);
      return true;
    });
  }
});

test("a user or password that cannot be decoded makes no URL of a proxy", async (t) => {
  for (const [name, url] of [
    ["HTTPS_PROXY", "https://localhost:1/"],
    ["HTTP_PROXY", "http://localhost:1/"],
  ]) {
    setProxies(t, { [name]: "http://u:%zz@127.0.0.1:1" });
    await assert.rejects(nodeFetch()(url, get), { code: "ERR_PROXY_URL" });
  }
});

test("a proxy that is named with https is told nothing in clear", async (t) => {
  const heard = [];
  const port = await serveRaw(t, (socket) =>
    socket.once("data", (bytes) => {
      heard.push(bytes[0]);
      socket.destroy();
    }),
  );
  const names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
  for (const name of names) {
    // The other one, without a scheme, changes nothing.
    const other = name.toLowerCase() === "http_proxy" ? "HTTPS_PROXY" : "HTTP_PROXY";
    setProxies(t, { [name]: `https://user:secret@127.0.0.1:${port}`, [other]: `127.0.0.1:${port}` });
    if (/all/i.test(name)) setProxies(t, { [name]: `https://user:secret@127.0.0.1:${port}` });
    const url = name.toLowerCase() === "https_proxy" ? "https://localhost:1/" : "http://localhost:1/";
    await assert.rejects(nodeFetch()(url, get), name);
  }
  // What a TLS client says first.
  assert.deepEqual(
    heard,
    names.map(() => 0x16),
  );
});

test("a proxy without a scheme is plain, also where another one is named with https", async (t) => {
  const { url } = await serveHttp(t, echo, tls);
  const proxy = await serveProxy(t);
  setProxies(t, {
    HTTPS_PROXY: proxy.host,
    HTTP_PROXY: `https://${proxy.host}`,
    ALL_PROXY: `https://${proxy.host}`,
  });
  assert.equal((await nodeFetch({ ca: tls.cert })(url, get)).status, 200);
});

test("NO_PROXY covers what is below a name, and an IPv6 address without brackets", async (t) => {
  const asked = [];
  const proxy = await serveRaw(t, (socket) =>
    socket.once("data", (bytes) => {
      asked.push(String(bytes).split("\r\n")[0]);
      socket.end("HTTP/1.1 200 x\r\ncontent-length: 0\r\n\r\n");
    }),
  );
  for (const [none, host, covered] of [
    ["localhost", "vpc.localhost:1", true],
    ["localhost:1", "vpc.localhost:1", true],
    ["example.com LOCALHOST", "a.b.localhost:1", true],
    ["localhost:2", "vpc.localhost:1", false],
    ["vpc.localhost", "localhost:1", false],
    ["host", "localhost:1", false],
    ["::1", "[::1]:1", true],
    ["[::1]", "[::1]:1", true],
    ["[::1]:2", "[::1]:1", false],
    ["::2", "[::1]:1", false],
  ]) {
    setProxies(t, { HTTP_PROXY: `http://127.0.0.1:${proxy}`, NO_PROXY: none });
    await nodeFetch()(`http://${host}/`, get).catch(() => {});
    assert.equal(asked.splice(0).length === 0, covered, `${none} for ${host}`);
  }
});

// nodeFetch against real servers and a real proxy on this machine.
import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { TrafficMirrorClient } from "alicloud-traffic-mirror";
import { nodeFetch } from "alicloud-traffic-mirror/node";
import { makeCertificate, serveHttp, serveProxy, serveRaw, setProxies } from "./proxy.mjs";
import { credentials, regionId, runProgram, serve } from "./support.mjs";

const get = { method: "GET", headers: {}, redirect: "manual" };
const post = { method: "POST", headers: { "x-test": "1" }, body: "a=é", redirect: "manual" };
const tls = makeCertificate();

/** `once` would reject for a connection that was reset. */
const closing = (socket) => new Promise((resolve) => socket.on("close", resolve));

const echo = async (request, response) => {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  const { method, url, headers } = request;
  response.setHeader("x-acs-retry-after", "7");
  response.end(JSON.stringify({ method, url, headers, body }));
};

test("requests arrive as they are, and connections are used again", async (t) => {
  setProxies(t);
  const { url, counts } = await serveHttp(t, echo);
  const fetch = nodeFetch();
  for (let count = 0; count < 5; count++) {
    const response = await fetch(`${url}p?q=%7E+%20`, post);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("X-Acs-Retry-After"), "7");
    assert.equal(response.headers.get("absent"), null);
    const seen = JSON.parse(await response.text());
    assert.deepEqual([seen.method, seen.url, seen.body], ["POST", "/p?q=%7E+%20", "a=é"]);
    assert.equal(seen.headers["x-test"], "1");
    assert.equal(seen.headers["content-length"], "4");
    assert.match(seen.headers["user-agent"], /^alicloud-traffic-mirror\/\d+\.\d+\.\d+ node\/\d+/);
  }
  assert.equal(counts.connections, 1);
});

test("a URL that is not in parsed form arrives as fetch would send it", async (t) => {
  setProxies(t);
  const { url, counts } = await serveHttp(t, echo);
  const fetch = nodeFetch();
  const { port } = new URL(url);
  for (const [input, path] of [
    [url, "/"],
    [url.slice(0, -1), "/"],
    [`${url}a/../b?x=ü y#part`, "/b?x=%C3%BC%20y"],
    [`${url}?a=1&b=%2F~_-.`, "/?a=1&b=%2F~_-."],
    [`HTTP://LOCALHOST:${port}/?q`, "/?q"],
  ])
    assert.equal(JSON.parse(await (await fetch(input, get)).text()).url, path, input);
  assert.ok(counts.connections <= 2);
});

test("what is no address to fetch from is refused, and not repeated in the error", async () => {
  const fetch = nodeFetch();
  for (const input of [
    "",
    "/path",
    "ftp://localhost/?Signature=s",
    "http://user:hunter@localhost/?Signature=s",
  ])
    await assert.rejects(fetch(input, get), (error) => {
      assert.ok(error instanceof TypeError);
      assert.doesNotMatch(error.message, /Signature|hunter/);
      return true;
    });
});

test("a proxy that was named wrongly is looked up again at the next call", async (t) => {
  const { url } = await serveHttp(t, echo);
  const fetch = nodeFetch();
  setProxies(t, { HTTP_PROXY: "ftp://localhost" });
  await assert.rejects(fetch(url, get), { code: "ERR_PROXY_URL" });
  setProxies(t);
  assert.equal((await fetch(url, get)).status, 200);
});

test("over TLS, with an authority of one's own; without it the certificate is refused", async (t) => {
  setProxies(t);
  const { url, counts } = await serveHttp(t, echo, tls);
  const fetch = nodeFetch({ ca: tls.cert });
  for (let count = 0; count < 3; count++) assert.equal((await fetch(url, get)).status, 200);
  assert.equal(counts.connections, 1);
  await assert.rejects(nodeFetch()(url, get), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
});

for (const [coding, compress] of [
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["br", brotliCompressSync],
]) {
  test(`an answer in ${coding} is decoded`, async (t) => {
    setProxies(t);
    const text = "Träger ".repeat(20_000);
    const { url } = await serveHttp(t, (request, response) => {
      assert.ok(request.headers["accept-encoding"].split(", ").includes(coding));
      response.setHeader("content-encoding", coding);
      response.end(compress(text));
    });
    assert.equal(await (await nodeFetch()(url, get)).text(), text);
  });
}

test("an answer may be 16 MiB long once decoded, and not a byte longer", async (t) => {
  setProxies(t);
  const limit = 16 * 1024 * 1024;
  const { url } = await serveHttp(t, (request, response) => {
    const more = Number(request.url.slice(1));
    response.setHeader("content-encoding", "gzip");
    response.end(gzipSync(Buffer.alloc(limit + more, "x")));
  });
  const fetch = nodeFetch();
  assert.equal((await (await fetch(`${url}0`, get)).text()).length, limit);
  await assert.rejects(fetch(`${url}1`, get), { code: "ERR_ANSWER_TOO_LONG" });
});

test("an endless answer is cut off, and the client calls it TRANSPORT", async (t) => {
  setProxies(t);
  let closed;
  const { url } = await serveHttp(t, (request, response) => {
    closed = closing(request.socket);
    const chunk = Buffer.alloc(1 << 20, "x");
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  });
  const client = new TrafficMirrorClient({
    regionId,
    credentials,
    endpoint: url.slice(0, -1),
    fetch: nodeFetch(),
    retry: false,
  });
  await assert.rejects(client.listTrafficMirrorSessions(), {
    code: "TRANSPORT",
    message: /ERR_ANSWER_TOO_LONG/,
  });
  await closed;
});

test("an abort rejects with its reason: before, while waiting, and within the body", async (t) => {
  setProxies(t);
  let closed;
  const { url } = await serveHttp(t, (request, response) => {
    closed = closing(request.socket);
    if (request.url === "/body") response.write("begun");
  });
  const fetch = nodeFetch();
  const reason = new Error("enough");
  await assert.rejects(fetch(url, { ...get, signal: AbortSignal.abort(reason) }), reason);
  for (const path of ["wait", "body"]) {
    const controller = new AbortController();
    const waiting = fetch(url + path, { ...get, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await assert.rejects(waiting, reason);
    await closed;
  }
});

test("what goes wrong has Node's code, and no URL in its message", async (t) => {
  setProxies(t);
  const { url } = await serveHttp(t, (request, response) => {
    if (request.url.startsWith("/cut")) {
      response.setHeader("content-length", "100");
      response.write("x", () => request.socket.destroy());
    } else if (request.url.startsWith("/gzip")) {
      response.setHeader("content-encoding", "gzip");
      response.end(gzipSync("x".repeat(100)).subarray(0, 20));
    } else {
      response.setHeader("content-encoding", "zstd");
      response.end("x");
    }
  });
  const fetch = nodeFetch();
  for (const [path, code] of [
    ["cut", "ECONNRESET"],
    ["gzip", "Z_BUF_ERROR"],
    ["other", "ERR_CONTENT_ENCODING"],
  ]) {
    await assert.rejects(fetch(`${url}${path}?Signature=secret`, get), (error) => {
      assert.equal(error.code, code);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  }
  await assert.rejects(fetch("http://127.0.0.1:1/?Signature=secret", get), (error) => {
    assert.equal(error.code, "ECONNREFUSED");
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
});

test("a redirect is given back, not followed", async (t) => {
  setProxies(t);
  let requests = 0;
  const { url } = await serveHttp(t, (_, response) => {
    requests += 1;
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  assert.equal((await nodeFetch()(url, post)).status, 302);
  assert.equal(requests, 1);
});

test("https goes through a tunnel of the proxy, which is told the password, and kept open", async (t) => {
  const { url, port, counts } = await serveHttp(t, echo, tls);
  const proxy = await serveProxy(t, { password: "user:p@ss" });
  for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]) {
    setProxies(t, { [name]: `http://user:p%40ss@${proxy.host}` });
    const fetch = nodeFetch({ ca: tls.cert });
    const before = counts.connections;
    for (let count = 0; count < 2; count++) {
      const seen = JSON.parse(await (await fetch(`${url}q`, post)).text());
      assert.deepEqual([seen.url, seen.body], ["/q", "a=é"]);
      assert.equal(seen.headers["proxy-authorization"], undefined);
    }
    assert.deepEqual(proxy.asked.splice(0), [`CONNECT localhost:${port}`]);
    assert.equal(counts.connections, before + 1);
  }
});

test("a proxy without a scheme is spoken to in plain http, for whatever is asked of it", async (t) => {
  const proxy = await serveProxy(t, { refuse: 403 });
  for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]) {
    setProxies(t, { [name]: proxy.host });
    await assert.rejects(nodeFetch()("https://localhost:1/", get), { code: "ERR_PROXY_REFUSED" });
    assert.deepEqual(proxy.asked.splice(0), ["CONNECT localhost:1"]);
  }
});

test("http is forwarded by the proxy", async (t) => {
  const { url } = await serveHttp(t, echo);
  const proxy = await serveProxy(t);
  for (const name of ["HTTP_PROXY", "http_proxy"]) {
    setProxies(t, { [name]: `http://${proxy.host}` });
    const seen = JSON.parse(await (await nodeFetch()(`${url}q?a=b`, post)).text());
    assert.deepEqual([seen.url, seen.body], ["/q?a=b", "a=é"]);
    assert.deepEqual(proxy.asked.splice(0), [`POST ${url}q?a=b`]);
  }
});

test("NO_PROXY leaves the proxy out", async (t) => {
  const { url, port } = await serveHttp(t, echo);
  const proxy = await serveProxy(t);
  for (const none of ["localhost", "*", `localhost:${port}`, "example.com, localhost"]) {
    for (const name of ["NO_PROXY", "no_proxy"]) {
      setProxies(t, { HTTP_PROXY: `http://${proxy.host}`, [name]: none });
      assert.equal((await nodeFetch()(url, get)).status, 200);
    }
  }
  assert.deepEqual(proxy.asked, []);
  setProxies(t, { HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: "example.com,localhost:1" });
  await nodeFetch()(url, get);
  assert.equal(proxy.asked.length, 1);
});

test("a proxy that refuses, is not there, or is no http proxy is named by a code without its password", async (t) => {
  const { url } = await serveHttp(t, echo, tls);
  const refusing = await serveProxy(t, { password: "user:right" });
  for (const [proxy, code] of [
    [`http://user:wrong@${refusing.host}`, "ERR_PROXY_REFUSED"],
    ["http://user:wrong@127.0.0.1:1", "ECONNREFUSED"],
    ["socks5://user:wrong@127.0.0.1:1", "ERR_PROXY_URL"],
    ["http://user:wrong@[", "ERR_PROXY_URL"],
  ]) {
    setProxies(t, { HTTPS_PROXY: proxy });
    await assert.rejects(nodeFetch({ ca: tls.cert })(url, post), (error) => {
      assert.equal(error.code, code);
      assert.doesNotMatch(`${error.message} ${error.stack}`, /wrong/);
      return true;
    });
  }
});

test("importing the entry loads no network module", async () => {
  const loaded = await runProgram(`import { nodeFetch } from "alicloud-traffic-mirror/node";
    nodeFetch();
    console.log(JSON.stringify(process.moduleLoadList.filter((name) => /NativeModule (https?|tls|zlib)$/.test(name))));`);
  assert.deepEqual(loaded, []);
});

test("a client works with it, in V1 and V3, and DEBUG prints nothing of a proxy", async (t) => {
  const { url } = await serve(t);
  const proxy = await serveProxy(t);
  const answers = await runProgram(
    `import { TrafficMirrorClient } from "alicloud-traffic-mirror";
    import { nodeFetch } from "alicloud-traffic-mirror/node";
    const answers = [];
    for (const signature of ["v1", "v3"]) {
      const client = new TrafficMirrorClient({ regionId: "cn-hongkong", signature, fetch: nodeFetch(),
        credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" }, endpoint: ${JSON.stringify(url)} });
      answers.push((await client.listTrafficMirrorSessions()).TotalCount);
    }
    console.error = process.stderr.write = () => answers.push("something was printed");
    console.log(JSON.stringify(answers));`,
    { HTTP_PROXY: `http://user:secret@${proxy.host}`, NO_PROXY: "", DEBUG: "*" },
  );
  assert.deepEqual(answers, ["0", "0"]);
  assert.equal(proxy.asked.length, 2);
});

test("a proxy that stays silent does not keep the process alive after an abort", async (t) => {
  let closed = 0;
  const port = await serveRaw(t, (socket) => socket.on("data", () => {}).on("close", () => closed++));
  const said = await runProgram(
    `
    import { nodeFetch } from ${JSON.stringify(import.meta.resolve("alicloud-traffic-mirror/node"))};
    const init = { method: "GET", headers: {}, redirect: "manual", signal: AbortSignal.timeout(100) };
    const name = await nodeFetch()("https://example.invalid/", init).catch((error) => error.name);
    console.log(JSON.stringify(name));
  `,
    { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: "" },
  );
  assert.equal(said, "TimeoutError");
  assert.equal(closed, 1);
});

test("an answer that comes before the request was read ends the connection, and nothing else", async (t) => {
  setProxies(t);
  const port = await serveRaw(t, (socket) => {
    socket.pause();
    socket.write("HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n");
    setTimeout(() => socket.destroy(), 100);
  });
  const body = "x".repeat(8 * 1024 * 1024);
  const answer = await nodeFetch()(`http://127.0.0.1:${port}/`, { ...post, body });
  assert.equal(answer.status, 413);
  // An error that nobody listens for would end this process.
  await new Promise((resolve) => setTimeout(resolve, 300));
});

test("a GET with a body is refused, as fetch does: it would be read as two requests", async (t) => {
  setProxies(t);
  const { url } = await serveHttp(t, echo);
  await assert.rejects(nodeFetch()(url, { ...get, body: "x" }), TypeError);
});

test("what has no body may say how it would be compressed", async (t) => {
  setProxies(t);
  const { url } = await serveHttp(t, (request, response) => {
    response.writeHead(request.url === "/none" ? 204 : 200, {
      "content-encoding": "gzip",
      "content-length": 0,
    });
    response.end();
  });
  for (const path of ["none", "empty"]) {
    assert.equal(await (await nodeFetch()(url + path, get)).text(), "");
  }
});

test("a number of connections that is none is refused", () => {
  for (const maxSockets of [0, -1, 1.5, "x", "2", Number.NaN, Number.NEGATIVE_INFINITY, null])
    assert.throws(() => nodeFetch({ maxSockets }), TypeError, String(maxSockets));
  for (const maxSockets of [1, 2, undefined, Number.POSITIVE_INFINITY]) nodeFetch({ maxSockets });
});

test("a signal that has aborted opens no connection", async (t) => {
  setProxies(t);
  const { url, counts } = await serveHttp(t, echo);
  const reason = new Error("enough");
  const fetch = nodeFetch();
  for (let count = 0; count < 2; count++) {
    await assert.rejects(fetch(url, { ...get, signal: AbortSignal.abort(reason) }), reason);
    await fetch(url, get);
  }
  assert.equal(counts.connections, 1);
});

test("a header is never what an object inherits", async (t) => {
  setProxies(t);
  const { url } = await serveHttp(t, echo);
  const { headers } = await nodeFetch()(url, get);
  for (const name of ["constructor", "toString", "__proto__"]) assert.equal(headers.get(name), null);
});

// Bodies that nodeFetch decodes: what follows the compressed data, what is empty, and codings that servers write oddly.
import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { nodeFetch } from "alicloud-traffic-mirror/node";
import { serveHttp, setProxies } from "./proxy.mjs";

const get = { method: "GET", headers: {}, redirect: "manual" };
const text = '{"RequestId":"Träger"}';
const compressed = { gzip: gzipSync(text), deflate: deflateSync(text), br: brotliCompressSync(text) };

/** Serves one answer after another, and gives a function that fetches with a `nodeFetch` of its own. */
async function serveAnswer(t, answer) {
  setProxies(t);
  const { url, counts } = await serveHttp(t, answer);
  const fetch = nodeFetch({ maxSockets: 1 });
  return { counts, read: async (init = get) => await (await fetch(url, init)).text() };
}

for (const [coding, bytes] of Object.entries(compressed)) {
  test(`what follows an answer in ${coding} is read as well, and the connection used again`, async (t) => {
    const { read, counts } = await serveAnswer(t, (_, response) => {
      response.writeHead(200, { "content-encoding": coding });
      response.write(bytes);
      response.write(Buffer.alloc(1), () => response.end(Buffer.alloc(100_000)));
    });
    for (let count = 0; count < 3; count++) assert.equal(await read(), text);
    assert.equal(counts.connections, 1);
  });

  test(`what follows an answer in ${coding} without end is cut off`, async (t) => {
    let closed;
    const { read } = await serveAnswer(t, (request, response) => {
      closed = new Promise((resolve) => request.socket.on("close", resolve));
      response.writeHead(200, { "content-encoding": coding });
      response.write(bytes);
      const zeros = Buffer.alloc(1 << 20);
      const more = () => {
        while (!response.destroyed && response.write(zeros));
      };
      response.on("drain", more);
      more();
    });
    await assert.rejects(read(), { code: "ERR_ANSWER_TOO_LONG" });
    await closed;
  });

  test(`an empty answer in ${coding}, and one to HEAD, is empty`, async (t) => {
    const { read } = await serveAnswer(t, (request, response) => {
      response.writeHead(200, { "content-encoding": coding });
      if (request.method === "HEAD") response.end();
      else response.write("", () => response.end());
    });
    assert.equal(await read(), "");
    assert.equal(await read({ ...get, method: "HEAD" }), "");
  });
}

test("codings are read as fetch reads them", async (t) => {
  let coding;
  let body;
  const { read } = await serveAnswer(t, (_, response) => {
    response.writeHead(200, { "content-encoding": coding }).end(body);
  });
  for ([coding, body] of [
    ["deflate", deflateRawSync(text)],
    ["GZip", compressed.gzip],
    ["x-gzip", compressed.gzip],
    ["gzip, gzip", gzipSync(compressed.gzip)],
    ["deflate,br", brotliCompressSync(compressed.deflate)],
    ["identity, gzip", compressed.gzip],
    ["identity", text],
    ["", text],
  ])
    assert.equal(await read(), text, coding);
  for ([coding, body] of [
    ["gzip, zstd", compressed.gzip],
    [Array(6).fill("gzip").join(), compressed.gzip],
  ])
    await assert.rejects(read(), { code: "ERR_CONTENT_ENCODING" }, coding);
});

test("what a decoder made is no longer than an answer may be before the next one has it", async (t) => {
  const { read } = await serveAnswer(t, (_, response) => {
    const twice = gzipSync(gzipSync(Buffer.alloc(17 << 20)));
    response.writeHead(200, { "content-encoding": "gzip, gzip" }).end(twice);
  });
  await assert.rejects(read(), { code: "ERR_ANSWER_TOO_LONG" });
});

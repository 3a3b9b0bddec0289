// Many requests at once by nodeFetch: answers that arrive together are handed over together.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeFetch } from "alicloud-traffic-mirror/node";
import { serveHttp, setProxies } from "./proxy.mjs";

const get = { method: "GET", headers: {}, redirect: "manual" };

test("of many at once each gets its own answer, whatever becomes of the others", async (t) => {
  setProxies(t);
  const waiting = [];
  const { url } = await serveHttp(t, (request, response) => {
    waiting.push({ number: Number(request.url.slice(2)), response });
    if (waiting.length < 50) return;
    for (const { number, response } of waiting.splice(0)) {
      if (number % 10 === 3) response.destroy();
      else if (number % 10 !== 7) response.end(`answer ${number}`);
    }
  });
  const fetch = nodeFetch();
  for (let round = 0; round < 3; round++) {
    const enough = new AbortController();
    let answers = 0;
    const one = async (number) => {
      const response = await fetch(`${url}?${number}`, { ...get, signal: enough.signal });
      answers += 1;
      // The last one ends those that get none.
      if (answers === 40) enough.abort(new Error("enough"));
      return await response.text();
    };
    const told = await Promise.all(
      Array.from({ length: 50 }, (_, number) => one(number).catch((error) => error.code ?? error.message)),
    );
    for (const [number, text] of told.entries())
      assert.equal(text, { 3: "ECONNRESET", 7: "enough" }[number % 10] ?? `answer ${number}`);
  }
});

test("what arrives together is handed over in a row, before anything that follows from it", async (t) => {
  setProxies(t);
  const waiting = [];
  const { url } = await serveHttp(t, (_, response) => {
    waiting.push(response);
    if (waiting.length === 20) for (const each of waiting.splice(0)) each.end();
  });
  const fetch = nodeFetch();
  const seen = [];
  const one = async () => {
    await fetch(url, get);
    seen.push("answer");
    // Comes after each answer that is handed over on its own.
    process.nextTick(() => seen.push("then"));
  };
  await Promise.all(Array.from({ length: 20 }, one));
  const first = seen.indexOf("then");
  assert.ok(seen.includes("answer") && (first === -1 || first > 1), seen.join(" "));
});

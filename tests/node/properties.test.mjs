// Generated parameters, the same ones each time: what the package signs is held against Node's own HMAC, by the
// published rules written down once more; and no number is ever rounded on its way through.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { ParameterError, parseResponse, ResponseError, signRequest, signUrl } from "alicloud-traffic-mirror";
import { credentials, regionId } from "./support.mjs";

const CASES = 400;
const secret = credentials.accessKeySecret;

/** A linear congruential generator: `below(n)` is 0 to n-1. */
function random(seed) {
  let state = BigInt(seed);
  return (bound) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn;
    return Number(state >> 33n) % bound;
  };
}

// Characters that encoders get wrong, and some that they do not.
const CHARACTERS = [..." *~+/=(!'&%.;:#?,\u0000\u0001\u001f\n\r\"\\azAZ09-_é镜\u{1f600}\ufffe\u2028"];

function text(below) {
  return Array.from({ length: below(12) }, () => CHARACTERS[below(CHARACTERS.length)]).join("");
}

function value(below, depth) {
  switch (below(depth > 2 ? 4 : 6)) {
    case 0:
      return below(2) === 1;
    case 1:
      return below(2 ** 31) * (below(2) === 1 ? 1 : -1);
    case 2:
    case 3:
      return text(below);
    case 4:
      return Array.from({ length: below(12) }, () => value(below, depth + 1));
    default:
      return object(below, depth + 1);
  }
}

function object(below, depth = 0) {
  const members = Array.from({ length: below(5) }, (_, at) => [
    `N${at}${[...text(below)].slice(0, 3).join("")}`,
    value(below, depth),
  ]);
  return Object.fromEntries(members);
}

/** `A.1.B` and its value as text, of each scalar. */
function* flat(name, given) {
  if (typeof given !== "object") {
    yield [name, String(given)];
  } else {
    const members = Array.isArray(given) ? given.map((item, at) => [at + 1, item]) : Object.entries(given);
    for (const [key, item] of members) {
      yield* flat(`${name}.${key}`, item);
    }
  }
}

const encode = (part) =>
  encodeURIComponent(part).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

function canonicalQuery(pairs) {
  const sorted = [...pairs].sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return sorted.map((pair) => pair.map(encode).join("=")).join("&");
}

function v1(method, pairs) {
  const string = [method, encode("/"), encode(canonicalQuery(pairs))].join("&");
  return createHmac("sha1", `${secret}&`).update(string).digest("base64");
}

function v3(request, pairs) {
  const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const signed = Object.entries(request.headers).filter(([name]) => name.startsWith("x-acs-"));
  const headers = [["host", new URL(request.url).host], ...signed].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const names = headers.map(([name]) => name).join(";");
  const lines = headers.map(([name, content]) => `${name}:${content}\n`).join("");
  const canonical = ["POST", "/", canonicalQuery(pairs), lines, names, sha256("")].join("\n");
  const signature = createHmac("sha256", secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest("hex");
  return `ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=${names},Signature=${signature}`;
}

/** The decoded pairs of a V1 request, without its signature, which has to be the right one. */
function checkV1(method, query) {
  const pairs = query.split("&").map((pair) => pair.split("=").map(decodeURIComponent));
  const [name, signature] = pairs.pop();
  assert.equal(name, "Signature");
  assert.equal(signature, v1(method, pairs));
  assert.equal(query, `${canonicalQuery(pairs)}&Signature=${encode(signature)}`);
  return new Map(pairs);
}

test("any parameters are signed as Node's crypto signs them, in each of the three ways", () => {
  const below = random(1);
  let count = 0;
  for (let run = 0; run < CASES; run++) {
    const params = object(below);
    const securityToken = below(2) === 1 ? `token${run}+/=` : undefined;
    const options = { regionId, credentials: { ...credentials, securityToken }, nonce: `nonce-${run}` };
    const expected = new Map([["RegionId", regionId]]);
    for (const [name, given] of Object.entries(params)) {
      for (const [flatName, content] of flat(name, given)) {
        expected.set(flatName, content);
      }
    }
    const context = JSON.stringify(params);
    const url = signUrl("DescribeRegions", params, options);
    const form = signRequest("DescribeRegions", params, options);
    for (const sent of [checkV1("GET", url.split("/?")[1]), checkV1("POST", form.body)]) {
      assert.equal(sent.get("SecurityToken"), securityToken);
      for (const [name, content] of expected) {
        assert.equal(sent.get(name), content, context);
      }
      assert.equal(sent.size, expected.size + 8 + (securityToken ? 1 : 0), context);
      count += expected.size;
    }
    const request = signRequest("DescribeRegions", params, { ...options, signature: "v3" });
    assert.equal(request.url.split("/?")[1], canonicalQuery(expected), context);
    assert.equal(request.headers.Authorization, v3(request, expected), context);
  }
  assert.ok(count > CASES, "there were parameters");
});

test("a name with half a surrogate pair is refused, and takes no other parameter with it", () => {
  for (const name of ["a\u0000\ud83d", "\ude00\u0001", "\ud83d"]) {
    for (const params of [
      { [name]: "x", b: "y" },
      { b: "y", c: [{ [name]: true }] },
    ]) {
      assert.throws(
        () => signUrl("X", params, { regionId, credentials }),
        ({ code, issues }) =>
          code === "INVALID_PARAMETER" &&
          issues.length === 1 &&
          issues[0].problem === "holds half of a surrogate pair, which cannot be encoded",
      );
    }
  }
});

test("numbers that JavaScript has rounded already are refused as parameters", () => {
  const below = random(2);
  for (let run = 0; run < CASES; run++) {
    const number = 2 ** (53 + below(70)) * (1 + below(1000) / 1000) * (below(2) === 1 ? 1 : -1);
    for (const MaxResults of [number, BigInt(number)]) {
      assert.throws(
        () => signUrl("ListTrafficMirrorSessions", { MaxResults }, { regionId, credentials }),
        ParameterError,
      );
    }
  }
});

test("integers of answers are exact up to 2^53-1 and refused beyond, in JSON and in XML", () => {
  const below = random(3);
  const read = (body) => parseResponse("ListTrafficMirrorFilters", { status: 200, body }).Count;
  const bodies = (number) => [
    `{"Count":${number}}`,
    `{"Count":"${number}"}`,
    `<ListTrafficMirrorFiltersResponse><Count>${number}</Count></ListTrafficMirrorFiltersResponse>`,
  ];
  for (let run = 0; run < CASES; run++) {
    const distance = BigInt(below(run < CASES / 2 ? 2 ** 30 : 100));
    const sign = below(2) === 1 ? 1n : -1n;
    const inside = sign * (BigInt(Number.MAX_SAFE_INTEGER) - distance);
    const outside = sign * (BigInt(Number.MAX_SAFE_INTEGER) + 1n + distance);
    for (const body of bodies(inside)) {
      assert.equal(BigInt(read(body)), inside);
    }
    for (const body of bodies(outside)) {
      assert.throws(() => read(body), ResponseError, body);
    }
  }
});

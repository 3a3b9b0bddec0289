import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import {
  explainSignature,
  ParameterError,
  signRequest,
  signUrl,
  TrafficMirrorError,
} from "alicloud-traffic-mirror";
import { credentials, regionId } from "./support.mjs";

const options = { regionId, credentials };
const id = { TrafficMirrorSessionId: "tms-j6cla50buc44ap8tu0001" };
const folder = new URL("../vectors/", import.meta.url);
const vectors = readdirSync(folder).map((name) => {
  const file = (part) => readFileSync(new URL(`${name}/${part}`, folder), "utf8");
  return { name, file, input: JSON.parse(file("input.json")) };
});

const COMMON = [
  "AccessKeyId",
  "Action",
  "Format",
  "SecurityToken",
  "SignatureMethod",
  "SignatureNonce",
].concat(["SignatureVersion", "Timestamp", "Version"]);

for (const { name, file, input } of vectors) {
  // One old page spells Timestamp otherwise, which no caller can ask for.
  if (input.signature === "v1" && input.params.Timestamp !== undefined) {
    test(`${name} is signed as published`, () => {
      const p = input.params;
      const params = Object.fromEntries(Object.entries(p).filter(([key]) => !COMMON.includes(key)));
      const given = {
        endpoint: input.host,
        credentials: {
          accessKeyId: p.AccessKeyId,
          accessKeySecret: input.accessKeySecret,
          securityToken: p.SecurityToken,
        },
        format: p.Format,
        timestamp: new Date(p.Timestamp),
        nonce: p.SignatureNonce,
        version: p.Version,
      };
      if (input.method === "GET") {
        assert.equal(signUrl(p.Action, params, given), file("url.txt"));
        const explained = explainSignature(p.Action, params, given);
        assert.equal(explained.canonicalQuery, file("canonical-query.txt"));
        assert.equal(explained.stringToSign, file("string-to-sign.txt"));
        assert.equal(explained.signature, file("signature.txt"));
      } else {
        const request = signRequest(p.Action, params, given);
        assert.deepEqual(request, {
          method: "POST",
          url: `https://${input.host}/`,
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: file("body.txt"),
        });
        const explained = explainSignature(p.Action, params, { ...given, method: "POST" });
        assert.equal(explained.signature, file("signature.txt"));
      }
    });
  }
  if (input.signature === "v3") {
    test(`${name} is signed as published`, () => {
      const { accessKeyId, accessKeySecret, securityToken } = input;
      const given = {
        endpoint: input.host,
        credentials: { accessKeyId, accessKeySecret, securityToken },
        timestamp: Date.parse(input.timestamp),
        nonce: input.nonce,
        version: input.version,
        signature: "v3",
      };
      const request = signRequest(input.action, input.params, given);
      assert.equal(request.method, "POST");
      assert.equal(request.url, file("url.txt"));
      assert.deepEqual(request.headers, JSON.parse(file("headers.json")));
      const explained = explainSignature(input.action, input.params, given);
      assert.equal(explained.canonicalQuery, file("canonical-query.txt"));
      assert.equal(explained.canonicalRequest, file("canonical-request.txt").replace("sts+token/==", "***"));
      assert.equal(explained.stringToSign, file("string-to-sign.txt"));
      assert.equal(explained.signature, file("signature.txt"));
    });
  }
}

test("nonce and time are new in every signature by default", () => {
  const urls = new Set(Array.from({ length: 500 }, () => signUrl("DeleteTrafficMirrorSession", id, options)));
  assert.equal(urls.size, 500);
  const timestamp = new URL([...urls][0]).searchParams.get("Timestamp");
  assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 5_000, timestamp);
});

test("the free functions follow a change of keys at once", () => {
  const fixed = { timestamp: 0, nonce: "n" };
  const one = signUrl("X", {}, { ...options, ...fixed });
  const other = signUrl(
    "X",
    {},
    { ...options, ...fixed, credentials: { ...credentials, accessKeySecret: "other" } },
  );
  assert.notEqual(one, other);
  assert.equal(signUrl("X", {}, { ...options, ...fixed }), one);
});

for (const [what, bad] of Object.entries({
  "a region id that would change the host": { regionId: "evil.example/#" },
  "an empty region id": { regionId: "" },
  "a region id that is no string": { regionId: 7 },
  "no region and no endpoint": { regionId: undefined },
  "an endpoint with a path": { endpoint: "https://vpc.example.com/x" },
  "an endpoint with user info": { endpoint: "https://user:pass@vpc.example.com" },
  "an endpoint with a query": { endpoint: "vpc.example.com?x=1" },
  "plain http to another machine": { endpoint: "http://vpc.example.com" },
  "plain http to a name that only begins like loopback": { endpoint: "http://127.0.0.1.example.com" },
  "an endpoint that is no string": { endpoint: 7 },
})) {
  test(`${what} is INVALID_ENDPOINT`, () => {
    for (const sign of [signUrl, signRequest, explainSignature]) {
      assert.throws(
        () => sign("AnyAction", {}, { ...options, ...bad }),
        (error) =>
          error instanceof TrafficMirrorError && error.code === "INVALID_ENDPOINT" && !error.retryable,
      );
    }
  });
}

for (const bad of [
  {},
  { accessKeyId: "", accessKeySecret: "x" },
  { accessKeyId: "testid", accessKeySecret: "" },
]
  .concat([undefined, null, { accessKeyId: "testid", accessKeySecret: "with\nnewline" }])
  .concat([
    { ...credentials, securityToken: "" },
    { accessKeyId: 7, accessKeySecret: "x" },
  ])) {
  test(`credentials ${JSON.stringify(bad)} are INVALID_CREDENTIALS`, () => {
    assert.throws(
      () => signUrl("DeleteTrafficMirrorSession", id, { regionId, credentials: bad }),
      (error) => error.code === "INVALID_CREDENTIALS" && !error.message.includes("newline"),
    );
  });
}

for (const [what, params, names] of [
  ["a missing id", {}, ["TrafficMirrorSessionId"]],
  ["an empty id", { TrafficMirrorSessionId: "" }, ["TrafficMirrorSessionId"]],
  ["an id of the wrong type", { TrafficMirrorSessionId: 7 }, ["TrafficMirrorSessionId"]],
  ["null", { TrafficMirrorSessionId: null }, ["TrafficMirrorSessionId"]],
  ["half of a surrogate pair", { TrafficMirrorSessionId: "tms-\ud800" }, ["TrafficMirrorSessionId"]],
  ["the other half", { TrafficMirrorSessionId: "\udc00tms" }, ["TrafficMirrorSessionId"]],
  ["a long ClientToken", { ...id, ClientToken: "x".repeat(65) }, ["ClientToken"]],
  ["a ClientToken beyond ASCII", { ...id, ClientToken: "é" }, ["ClientToken"]],
  ["a DryRun that is neither true nor false", { ...id, DryRun: "perhaps" }, ["DryRun"]],
  ["several at once", { TrafficMirrorSessionId: [], DryRun: 1 }, ["TrafficMirrorSessionId", "DryRun"]],
  ["what the signer sets", { ...id, Signature: "x" }, ["Signature"]],
  ["a function", { ...id, Extra: () => {} }, ["Extra"]],
  ["a date", { ...id, Extra: new Date() }, ["Extra"]],
  ["NaN", { ...id, Extra: Number.NaN }, ["Extra"]],
  ["a hole in a list", { ...id, Extra: ["a", undefined, "b"] }, ["Extra.2"]],
  ["a name with half of a surrogate pair", { ...id, "a\ud800": "x" }, ["a\ufffd"]],
]) {
  test(`${what} is a ParameterError that names it`, () => {
    assert.throws(
      () => signUrl("DeleteTrafficMirrorSession", params, options),
      (error) => {
        assert.ok(error instanceof ParameterError);
        assert.equal(error.code, "INVALID_PARAMETER");
        assert.deepEqual(
          error.issues.map((issue) => issue.parameter),
          names,
        );
        return true;
      },
    );
    // After an error the next call works.
    assert.ok(
      signUrl("DeleteTrafficMirrorSession", id, options).startsWith("https://vpc.cn-hongkong.aliyuncs.com/?"),
    );
  });
}

test("an object that contains itself is refused, not followed for ever", () => {
  const params = { a: "x" };
  params.self = params;
  assert.throws(() => signUrl("AnyAction", params, options), ParameterError);
});

test("whole emoji, NUL and control characters are signed as they are", () => {
  const text = "\u{1F600}\0\x01\x011 ~";
  const url = new URL(signUrl("AnyAction", { Text: text }, options));
  assert.equal(url.searchParams.get("Text"), text);
});

test("__proto__ as a parameter is data without effect", () => {
  const params = JSON.parse('{"__proto__": "x", "constructor": {"y": "z"}}');
  const url = new URL(signUrl("AnyAction", params, options));
  assert.equal(url.searchParams.get("__proto__"), "x");
  assert.equal(url.searchParams.get("constructor.y"), "z");
  assert.equal({}.y, undefined);
});

test("only own properties are parameters", () => {
  const params = Object.assign(Object.create({ Inherited: "x" }), { Own: "y" });
  const url = new URL(signUrl("AnyAction", params, options));
  assert.equal(url.searchParams.get("Inherited"), null);
  assert.equal(url.searchParams.get("Own"), "y");
});

test("options that can never work are named", () => {
  for (const [bad, name] of [
    [{ nonce: "a\nb" }, "nonce"],
    [{ nonce: "" }, "nonce"],
    [{ timestamp: new Date("never") }, "timestamp"],
    [{ timestamp: -1 }, "timestamp"],
    [{ version: "1\n2" }, "version"],
    [{ format: "YAML" }, "format"],
    [{ signature: "v2" }, "signature"],
    [{ signature: "v3", format: "XML" }, "format"],
  ]) {
    assert.throws(
      () => signRequest("DeleteTrafficMirrorSession", id, { ...options, ...bad }),
      (error) => error instanceof ParameterError && error.issues.some((issue) => issue.parameter === name),
      name,
    );
  }
  for (const params of [null, undefined, "x", [1]]) {
    assert.throws(() => signUrl("AnyAction", params, options), ParameterError);
  }
  for (const action of ["", "a b", "a\nb", undefined, 7, "\ud800"]) {
    assert.throws(() => signUrl(action, {}, options), ParameterError);
  }
});

test("an explanation holds neither the secret nor the token", () => {
  const sts = { ...credentials, securityToken: "sts+token/==" };
  for (const signature of ["v1", "v3"]) {
    const shown = JSON.stringify(
      explainSignature("DeleteTrafficMirrorSession", id, { ...options, credentials: sts, signature }),
    );
    assert.ok(!shown.includes("testsecret") && !/sts(\+|%|token)/.test(shown), shown);
  }
});

test("an object whose content would be lost is refused; one of any class with own properties is not", () => {
  const options = {
    regionId: "cn-hongkong",
    credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
  };
  class Params {
    MaxResults = 10;
  }
  const sign = (params) => signUrl("ListTrafficMirrorSessions", params, options);
  for (const odd of [
    new Map([["MaxResults", 10]]),
    new Set(),
    new URLSearchParams({ MaxResults: "10" }),
    new Headers(),
    new Date(),
    () => {},
  ]) {
    assert.throws(() => sign(odd), ParameterError);
  }
  assert.match(sign(new Params()), /MaxResults=10/);
  for (const plain of [{}, Object.create(null)]) {
    assert.ok(sign(plain));
  }
});

test("an IPv6 endpoint is signed as it is sent, however it is written", () => {
  for (const [endpoint, origin] of [
    ["http://[0:0:0:0:0:0:0:1]:4010", "http://[::1]:4010"],
    ["[2001:DB8:0:0:0:0:0:1]", "https://[2001:db8::1]"],
  ]) {
    const { url } = signRequest("DescribeVpcs", {}, { ...options, endpoint, signature: "v3" });
    assert.ok(url.startsWith(`${origin}/`), url);
    const { canonicalRequest } = explainSignature(
      "DescribeVpcs",
      {},
      { ...options, endpoint, signature: "v3" },
    );
    assert.ok(canonicalRequest.includes(`\nhost:${new URL(url).host}\n`), canonicalRequest);
  }
  for (const endpoint of ["http://[2001:db8::1]", "[zz]", "[::1", "https://[::1]x"]) {
    assert.throws(() => signUrl("DescribeVpcs", {}, { ...options, endpoint }), { code: "INVALID_ENDPOINT" });
  }
});

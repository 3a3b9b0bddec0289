import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  diagnoseSignature,
  explainSignature,
  parseResponse,
  TrafficMirrorClient,
} from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { credentials, pair, regionId, runProgram } from "./support.mjs";

const securityToken = "CAIS+token/withAll==";
const options = {
  regionId,
  credentials: { ...credentials, securityToken },
  timestamp: Date.UTC(2026, 0, 2, 3, 4, 5),
  nonce: "nonce-1",
};
const action = "CreateTrafficMirrorFilter";
const params = { TrafficMirrorFilterName: "a b*c~d+e/镜像(1)!", Tag: [{ Key: "k", Value: "" }] };
const v1 = explainSignature(action, params, options);
const v3 = explainSignature(action, params, { ...options, signature: "v3" });

/** The message of a server whose string differs from ours by `change`. */
const message = (change = (text) => text) =>
  `Specified signature is not matched with our calculation. server string to sign is:${change(v1.stringToSign)}`;
const messageV3 = (change = (text) => text) =>
  `Specified signature is not matched. server canonicalRequest is:\n${change(v3.canonicalRequest)}`;
const swap = (from, to) => (text) => {
  assert.ok(text.includes(from), from);
  return text.replace(from, to);
};

test("equal strings leave only the secret, in each form of the message", () => {
  const tokens = (text) => text.replace("***", encodeURIComponent(encodeURIComponent(securityToken)));
  for (const said of [
    message(),
    message(tokens),
    `SignatureDoesNotMatch: ${message(tokens)} request id: 0ECE2A4F`,
    JSON.stringify({ Code: "SignatureDoesNotMatch", Message: message(tokens) }),
    `<Error><Message>${message(tokens).replaceAll("&", "&amp;")}</Message></Error>`,
  ]) {
    assert.equal(diagnoseSignature(v1, said).cause, "secret", said);
  }
  const headers = (text) => text.replace("x-acs-security-token:***", `x-acs-security-token:${securityToken}`);
  for (const said of [
    messageV3(),
    messageV3(headers),
    messageV3(headers).replaceAll("\n", "\\n"),
    messageV3(headers).replaceAll("\n", "\r\n"),
    `${messageV3()} server string to sign is:${v3.stringToSign}`,
    `server StringToSign is:\n${v3.stringToSign}`,
    JSON.stringify({ message: messageV3(headers) }),
  ]) {
    assert.equal(diagnoseSignature(v3, said).cause, "secret", said);
  }
});

test("what follows a V1 string in a text is none of it", () => {
  const said = message();
  for (const text of [
    `<Message><![CDATA[${said}]]></Message>`,
    `(${said})`,
    `[${said}]`,
    `${said}.`,
    `(${said}).`,
    `${said}, RequestId: 1`,
    `${said},RequestId:1`,
    `"${said}"`,
    `log: ${JSON.stringify({ Message: said }).replaceAll("&", "\\u0026")}`,
    `log: ${JSON.stringify({ Message: said }).replaceAll("&", "\\u0026").replaceAll('"', "\\u0022")}`,
  ]) {
    assert.equal(diagnoseSignature(v1, text).cause, "secret", text);
  }
  // A value may end in a full stop, and a wrong encoder may leave a bracket in the middle of one.
  const stop = explainSignature(action, { ...params, ZoneId: "z." }, options);
  for (const end of ["", ")", " and so on", "]"]) {
    const text = `server string to sign is:${stop.stringToSign}${end}`;
    assert.equal(diagnoseSignature(stop, text).cause, "secret", text);
  }
  assert.match(
    diagnoseSignature(v1, `(${message(swap("%25281%2529%2521", "(1)!"))})`).hint,
    /encode ! ' \( \) too/,
  );
  // Line feeds and ampersands of V3, as a log escapes them.
  for (const [from, to] of [
    ["\n", "\\n"],
    ["\n", "\\u000a"],
  ]) {
    const text = `log: ${messageV3().replaceAll(from, to).replaceAll("&", "\\u0026").replaceAll("=", "\\u003d")}`;
    assert.equal(diagnoseSignature(v3, text).cause, "secret", text);
  }
});

test("a difference in V1 is placed and explained", () => {
  for (const [change, hint] of [
    [swap("GET&", "POST&"), /for GET, and the server saw POST/],
    [swap("a%2520b", "a%2Bb"), /^TrafficMirrorFilterName: write a blank as %20/],
    [swap("a%2520b", "a%252Bb"), /^TrafficMirrorFilterName: a \+ and a blank were mixed up/],
    [swap("%252Bb".replace("b", "e"), "%2520e"), /^TrafficMirrorFilterName: a \+ and a blank were mixed up/],
    [swap("%252A", "*"), /write \* as %2A/],
    [swap("c~d", "c%257Ed"), /leave ~ as it is/],
    [swap("%25281%2529%2521", "(1)!"), /encode ! ' \( \) too/],
    [swap("e%252F", "e%252f"), /upper case/],
    [
      (text) => text.replace(/a%2520.*?%26/, (value) => value.replaceAll("%25", "%2525")),
      /encoded once more/,
    ],
    [swap("03%253A04%253A05Z", "03%253A04%253A06Z"), /^Timestamp: the server saw another one/],
    [swap("nonce-1", "nonce-2"), /^SignatureNonce: /],
    [swap("%26Tag.1.Key%3Dk", ""), /did not see Tag\.1\.Key/],
    [swap("%26Version", "%26User%3Dme%26Version"), /saw User, which was not signed/],
    [swap("a%2520b", "x%2520b"), /^TrafficMirrorFilterName: the values differ/],
    [
      swap("%26Tag.1.Key%3Dk%26Tag.1.Value%3D", "%26Tag.1.Value%3D%26Tag.1.Key%3Dk"),
      /another order: sort them by name/,
    ],
  ]) {
    const found = diagnoseSignature(v1, message(change));
    assert.equal(found.cause, "canonicalisation", String(hint));
    assert.match(found.hint, hint);
    const theirs = change(v1.stringToSign);
    assert.equal(v1.stringToSign.slice(0, found.at), theirs.slice(0, found.at));
    assert.notEqual(v1.stringToSign[found.at], theirs[found.at]);
    assert.ok(found.ours.includes(v1.stringToSign.slice(found.at, found.at + 8)));
    assert.ok(found.theirs.includes(theirs.slice(found.at, found.at + 8)));
  }
});

test("a difference in V3 is placed and explained", () => {
  for (const [change, hint] of [
    [swap("POST\n", "GET\n"), /for POST, and the server saw GET/],
    [swap("POST\n/\n", "POST\n/api\n"), /path/],
    [swap("a%20b", "a+b"), /^TrafficMirrorFilterName: write a blank as %20/],
    [swap("&Tag.1.Key=k", ""), /did not see Tag\.1\.Key/],
    [swap("host:vpc.", "host:ecs."), /hosts differ/],
    [swap("x-acs-date:2026", "x-acs-date:2027"), /another x-acs-date/],
    [swap("nonce:nonce-1", "nonce:nonce-2"), /another x-acs-signature-nonce/],
    [swap("x-acs-version:2016-04-28\n", ""), /signed headers differ/],
    [swap("x-acs-action:Create", "x-acs-action:Delete"), /header x-acs-action arrived/],
    [swap("host;x-acs-accesskey-id", "x-acs-accesskey-id"), /lists of signed headers/],
    [(text) => text.replace(/.{64}$/, "0".repeat(64)), /hashes of the body/],
  ]) {
    const found = diagnoseSignature(v3, messageV3(change));
    assert.equal(found.cause, "canonicalisation", String(hint));
    assert.match(found.hint, hint);
  }
  const hash = `ACS3-HMAC-SHA256\n${"0".repeat(64)}`;
  assert.match(diagnoseSignature(v3, `server string to sign is:${hash}`).hint, /does not hold the server's/);
  const hidden = diagnoseSignature(v3, `${messageV3()} server string to sign is:${hash}`);
  assert.match(hidden.hint, /what is hidden differs/);
});

/** As the service echoes it, token and all, and something on the way cuts it. */
const cutInToken = (text) =>
  text.replace(
    /SecurityToken%3D.*/,
    `SecurityToken%3D${encodeURIComponent(encodeURIComponent(securityToken)).slice(0, 9)}`,
  );

test("keys of another id are no wrong secret, and neither id is shown", () => {
  const found = diagnoseSignature(v1, message(swap("testid", "LTAIother")));
  assert.equal(found.cause, "canonicalisation");
  assert.match(found.hint, /AccessKey ids differ/);
  assert.doesNotMatch(JSON.stringify(found), /testid|LTAIother/);
  // Whoever kept the message may have replaced the id.
  for (const kept of ["***", "LTAI****"]) {
    assert.equal(diagnoseSignature(v1, message(swap("testid", kept))).cause, "secret");
  }
});

test("a string that names a key again and again is read in one pass", async () => {
  // In a process of its own, which is ended if this takes minutes.
  const found = await runProgram(`import { diagnoseSignature } from "alicloud-traffic-mirror";
    const said = "GET&%2F&" + "&AccessKeyId%3D".repeat(400_000) + "*";
    console.log(JSON.stringify(diagnoseSignature({ stringToSign: "GET&%2F&A%3D1", algorithm: "HMAC-SHA1" }, said).cause));`);
  assert.equal(found, "canonicalisation");
});

test("what is no explanation is a ParameterError", () => {
  for (const none of [null, undefined, 5, {}, { stringToSign: 5 }]) {
    assert.throws(() => diagnoseSignature(none, message()), { code: "INVALID_PARAMETER" });
  }
});

test("what cannot be told is said to be unknown", () => {
  for (const [explanation, said, hint] of [
    [v1, "", /shows no string/],
    [v1, "Specified signature is not matched with our calculation.", /shows no string/],
    [v1, '{"Message":7}', /shows no string/],
    [v1, messageV3(), /signature of v3, and this is one of v1/],
    [v3, message(), /signature of v1, and this is one of v3/],
    [v1, message((text) => text.slice(0, 90)), /was cut/],
    [v1, message(cutInToken), /was cut/],
  ]) {
    const found = diagnoseSignature(explanation, said);
    assert.equal(found.cause, "unknown", said);
    assert.match(found.hint, hint);
  }
});

test("nothing that it gives holds a key id or a token", () => {
  const other = (text) =>
    text.replace("AccessKeyId%3Dtestid", "AccessKeyId%3DLTAIsecretid").replace("***", "tok%252Ben");
  const parts = [
    diagnoseSignature(
      v1,
      message((text) => other(text).replace("CreateTraffic", "CreatTraffic")),
    ),
    diagnoseSignature(
      v3,
      messageV3((text) => text.replace("***", securityToken).replace("k", "q")),
    ),
  ];
  for (const found of parts) {
    assert.equal(found.cause, "canonicalisation");
    assert.doesNotMatch(JSON.stringify(found), /LTAI|tok%|CAIS|testid/);
  }
});

test("the messages of fixtures and of the emulator are read", async () => {
  for (const name of [
    "signature-v1.json",
    "signature-v1.xml",
    "signature-v3.json",
    "signature-v3-escaped.json",
  ]) {
    const body = readFileSync(new URL(`../response/errors/${name}`, import.meta.url), "utf8");
    const explanation = name.includes("v1") ? v1 : v3;
    assert.equal(diagnoseSignature(explanation, body).cause, "canonicalisation", name);
    assert.throws(
      () => parseResponse("DeleteTrafficMirrorSession", { status: 400, body }),
      (error) => diagnoseSignature(explanation, error.message).cause === "canonicalisation",
    );
  }
  const { emulator } = pair();
  for (const signature of ["v1", "v3"]) {
    const wrong = { accessKeyId: "testid", accessKeySecret: "wrong" };
    const client = new TrafficMirrorClient({
      regionId,
      credentials: wrong,
      fetch: emulator.fetch,
      signature,
    });
    const { message: said } = await client.listTrafficMirrorSessions().catch((error) => error);
    const [, nonce] = /nonce(?::|%3D)([0-9a-f]+)/i.exec(said);
    const [, time] = /(?:x-acs-date:|Timestamp%3D)([^\n]+?Z)/.exec(said);
    const same = {
      regionId,
      credentials: wrong,
      signature,
      nonce,
      timestamp: Date.parse(time.replaceAll("%253A", ":")),
    };
    const found = (method) =>
      diagnoseSignature(explainSignature("ListTrafficMirrorSessions", {}, { ...same, method }), said);
    assert.equal(found("POST").cause, "secret");
    if (signature === "v1") {
      assert.match(found("GET").hint, /for GET, and the server saw POST/);
    }
  }
});

test("createEmulator and the hint agree on what helps", async () => {
  const wrong = { accessKeyId: "testid", accessKeySecret: "wrong" };
  const client = new TrafficMirrorClient({ regionId, credentials: wrong, fetch: createEmulator().fetch });
  await assert.rejects(client.listTrafficMirrorSessions(), { hint: /diagnoseSignature/ });
});

test("a message that has lost its line feeds gives no key id or token away either", () => {
  const explanation = explainSignature(
    "DescribeVpcs",
    {},
    {
      regionId,
      signature: "v3",
      credentials: { accessKeyId: "LTAIhidden", accessKeySecret: "b", securityToken: "CAIShidden" },
    },
  );
  const sent = explanation.canonicalRequest
    .replace("x-acs-security-token:***", "x-acs-security-token:CAIShidden")
    .replace("x-acs-accesskey-id:***", "x-acs-accesskey-id:LTAIhidden");
  assert.match(sent, /LTAIhidden[\s\S]*CAIShidden/);
  for (const feed of [" ", "", "<br>", " | ", "&#10;", "&#xA;", "\\n"]) {
    for (const start of ["POST", "GET"]) {
      const message = `canonical request is:${start}${sent.slice(4).replaceAll("\n", feed)}`;
      const diagnosis = diagnoseSignature(explanation, message);
      assert.doesNotMatch(JSON.stringify(diagnosis), /hidden/, JSON.stringify(feed));
    }
  }
});

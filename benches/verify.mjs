// Whether a signed request is right, computed with node:crypto from what would be sent. Shares no code with anything
// that is measured.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { action, credentials, host, regionId, sessionId, version } from "./job.mjs";

const encode = (text) =>
  [...new TextEncoder().encode(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9._~-]/.test(char) ? char : `%${byte.toString(16).padStart(2, "0").toUpperCase()}`;
    })
    .join("");

const canonical = (pairs) =>
  pairs
    .map(([name, value]) => [name, `${encode(name)}=${encode(value)}`])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pair]) => pair)
    .join("&");

/** Nonces seen; each request has to bring a new one. */
const nonces = new Set();

function checkFresh(nonce, time) {
  assert.ok(nonce && !nonces.has(nonce), "a nonce was used twice");
  nonces.add(nonce);
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000, "the time is not now");
}

/** Checks a request `{method, url, headers?, body?}` for the job, whichever signature it has. */
export function verify({ method = "GET", url, headers = {}, body = "" }) {
  const target = new URL(url);
  const names = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  assert.equal(target.host, host);
  if (names.authorization?.startsWith("ACS3-HMAC-SHA256 ")) {
    verifyV3(method, target, { host, ...names }, body);
  } else {
    verifyV1(method, target, body);
  }
}

function verifyV1(method, target, body) {
  const pairs = [...target.searchParams, ...new URLSearchParams(body)];
  const given = Object.fromEntries(pairs);
  checkJob(given, given.Action, given.Version);
  checkFresh(given.SignatureNonce, given.Timestamp);
  const query = canonical(pairs.filter(([name]) => name !== "Signature"));
  const expected = createHmac("sha1", `${credentials.accessKeySecret}&`)
    .update(`${method}&${encode("/")}&${encode(query)}`)
    .digest("base64");
  assert.equal(given.Signature, expected);
}

function verifyV3(method, target, headers, body) {
  checkJob(Object.fromEntries(target.searchParams), headers["x-acs-action"], headers["x-acs-version"]);
  checkFresh(headers["x-acs-signature-nonce"], headers["x-acs-date"]);
  const [, names, signature] = headers.authorization.match(/SignedHeaders=([^,]*),\s*Signature=(.*)$/);
  const hash = createHash("sha256").update(body).digest("hex");
  const lines = names.split(";").map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const request = [method, "/", canonical([...target.searchParams]), lines.join(""), names, hash].join("\n");
  const text = `ACS3-HMAC-SHA256\n${createHash("sha256").update(request).digest("hex")}`;
  assert.equal(signature, createHmac("sha256", credentials.accessKeySecret).update(text).digest("hex"));
}

function checkJob(parameters, calledAction, calledVersion) {
  assert.equal(calledAction, action);
  assert.equal(calledVersion, version);
  assert.equal(parameters.RegionId, regionId);
  assert.equal(parameters.TrafficMirrorSessionId, sessionId);
}

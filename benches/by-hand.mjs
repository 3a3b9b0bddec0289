// Signature V1 without a package: as people write it, and tuned as far as plain JavaScript goes.
import { createHash, createHmac, randomUUID } from "node:crypto";
import { action, credentials, host, regionId, sessionId, version } from "./job.mjs";

const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

const timestamp = () => `${new Date().toISOString().slice(0, 19)}Z`;

/** V1, as it is written by hand with node:crypto. */
export function signUrlByHand(origin = `https://${host}`, id = sessionId) {
  const parameters = {
    AccessKeyId: credentials.accessKeyId,
    Action: action,
    Format: "JSON",
    RegionId: regionId,
    SignatureMethod: "HMAC-SHA1",
    SignatureNonce: randomUUID(),
    SignatureVersion: "1.0",
    Timestamp: timestamp(),
    TrafficMirrorSessionId: id,
    Version: version,
  };
  const query = Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name])}`)
    .join("&");
  const signature = createHmac("sha1", `${credentials.accessKeySecret}&`)
    .update(`GET&%2F&${encode(query)}`)
    .digest("base64");
  return `${origin}/?${query}&Signature=${encode(signature)}`;
}

/** V3, as it is written by hand with node:crypto. */
export function signV3ByHand() {
  const query = `RegionId=${encode(regionId)}&TrafficMirrorSessionId=${encode(sessionId)}`;
  const empty = createHash("sha256").update("").digest("hex");
  const headers = {
    host,
    "x-acs-action": action,
    "x-acs-content-sha256": empty,
    "x-acs-date": timestamp(),
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-version": version,
  };
  const names = Object.keys(headers);
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const request = `POST\n/\n${query}\n${lines}\n${names.join(";")}\n${empty}`;
  const hash = createHash("sha256").update(request).digest("hex");
  const signature = createHmac("sha256", credentials.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${hash}`)
    .digest("hex");
  const Authorization = `ACS3-HMAC-SHA256 Credential=${credentials.accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
  return { method: "POST", url: `https://${host}/?${query}`, headers: { ...headers, Authorization } };
}

const SAFE = /^[\w.~-]*$/;
const twice = (once) => once.replaceAll("%", "%25");
let second = 0;
let stamp = "";

// Everything that is the same from call to call, encoded once for the URL and once more for the string to sign.
const fixed = [
  `AccessKeyId=${encode(credentials.accessKeyId)}&Action=${action}&Format=JSON&RegionId=${regionId}&SignatureMethod=HMAC-SHA1&SignatureNonce=`,
  "&SignatureVersion=1.0&Timestamp=",
  "&TrafficMirrorSessionId=",
  `&Version=${version}`,
];
const signed = [`GET&%2F&${encode(fixed[0])}`, ...fixed.slice(1).map(encode)];
const key = `${credentials.accessKeySecret}&`;

/** V1 for this one operation and nothing else: no sorting, constants encoded beforehand, one text put together. */
export function signUrlTuned(id = sessionId) {
  const nonce = randomUUID();
  const now = Math.floor(Date.now() / 1_000);
  if (now !== second) {
    second = now;
    stamp = encode(timestamp());
  }
  const value = SAFE.test(id) ? id : encode(id);
  const text = `${signed[0]}${nonce}${signed[1]}${twice(stamp)}${signed[2]}${twice(value)}${signed[3]}`;
  const signature = createHmac("sha1", key).update(text).digest("base64");
  return `https://${host}/?${fixed[0]}${nonce}${fixed[1]}${stamp}${fixed[2]}${value}${fixed[3]}&Signature=${encodeURIComponent(signature)}`;
}

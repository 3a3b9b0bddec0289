// The published signatures of tests/vectors/, as calls of the package and what they must give.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Parameters that the signer sets by itself, from its options. */
const COMMON =
  /^(AccessKeyId|Action|Format|SecurityToken|Signature(Method|Nonce|Version)|Timestamp|Version)$/;

/** All vectors that a caller can ask for: one old page spells `Timestamp` in another way. */
export function readVectors(folder) {
  return readdirSync(folder)
    .map((name) => vector(join(folder, name), name))
    .filter(({ params }) => params.TimeStamp === undefined);
}

function vector(folder, name) {
  const file = (part) => {
    const path = join(folder, part);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  };
  const input = JSON.parse(file("input.json"));
  const steps = {
    canonicalQuery: file("canonical-query.txt"),
    canonicalRequest: file("canonical-request.txt")?.replace("sts+token/==", "***"),
    stringToSign: file("string-to-sign.txt"),
    signature: file("signature.txt"),
  };
  return input.signature === "v3" ? v3(name, input, steps, file) : v1(name, input, steps, file);
}

function v1(name, { host, method, accessKeySecret, params: all }, steps, file) {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const get = method === "GET";
  // Explanations show a token as `***`.
  const masked = all.SecurityToken === undefined ? steps : hideToken(steps, all.SecurityToken);
  return {
    name,
    style: get ? "v1-url" : "v1-form",
    action: all.Action,
    params: Object.fromEntries(Object.entries(all).filter(([key]) => !COMMON.test(key))),
    options: {
      endpoint: host,
      credentials: { accessKeyId: all.AccessKeyId, accessKeySecret, securityToken: all.SecurityToken },
      format: all.Format,
      timestamp: Date.parse(all.Timestamp),
      nonce: all.SignatureNonce,
      version: all.Version,
    },
    expected: get
      ? { url: file("url.txt"), ...masked }
      : { url: `https://${host}/`, body: file("body.txt"), headers: form, ...masked },
  };
}

function v3(name, input, steps, file) {
  const { host, action, params, timestamp, nonce, version } = input;
  const { accessKeyId, accessKeySecret, securityToken } = input;
  return {
    name,
    style: "v3",
    action,
    params,
    options: {
      endpoint: host,
      credentials: { accessKeyId, accessKeySecret, securityToken },
      timestamp: Date.parse(timestamp),
      nonce,
      version,
      signature: "v3",
    },
    expected: { url: file("url.txt"), headers: JSON.parse(file("headers.json")), ...steps },
  };
}

function hideToken(steps, token) {
  const once = encodeURIComponent(token);
  const twice = encodeURIComponent(once);
  const hide = (text) => text?.replaceAll(twice, "***").replaceAll(once, "***").replaceAll(token, "***");
  return { ...steps, canonicalQuery: hide(steps.canonicalQuery), stringToSign: hide(steps.stringToSign) };
}

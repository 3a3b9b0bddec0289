/** Why a signature was refused: ours against what the server says it calculated. */

import { hintForQuery } from "./diagnose-query.js";
import { parameterError } from "./errors.js";
import { keyIdIn, readServerMessage, redactHeaders, redactStringToSign } from "./server-message.js";
import type { SignatureDiagnosis, SignatureExplanation } from "./types.js";

/** Characters shown before and after the place of a difference. */
const BEFORE = 30;
const AFTER = 50;

const SECRET =
  "The server signed the same string, so only the AccessKey secret can be wrong: check that it belongs to this " +
  "AccessKey id, is complete, and has no blank or line feed around it.";

const OTHER_KEY =
  "The AccessKey ids differ, and nothing else does: explain the request with the keys that it was signed with.";

/**
 * Compares what was signed with what a SignatureDoesNotMatch message says the server would have signed: where they first
 * differ, or that only the secret can be wrong. Key ids and tokens are replaced alike on both sides, and no secret is in
 * what it gives.
 *
 * Throws ParameterError where the explanation is none.
 *
 * `explanation` must be of the request that was refused: of the same parameters, method, time and nonce.
 * `serverMessage` is the message, the whole answer, or any text that holds it.
 *
 * @example
 * const explanation = explainSignature("DescribeVpcs", {}, {
 *   regionId: "cn-hongkong",
 *   credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
 * });
 * // What the service says of a signature that it computed from the same string: the secret is another.
 * const message = `server string to sign is:${explanation.stringToSign}`;
 * console.log(diagnoseSignature(explanation, message).cause); // secret
 */
export function diagnoseSignature(
  explanation: SignatureExplanation,
  serverMessage: string,
): SignatureDiagnosis {
  if (typeof explanation?.stringToSign !== "string") {
    throw parameterError("explanation", "must be what explainSignature gave");
  }
  const theirs = readServerMessage(String(serverMessage), explanation.stringToSign);
  const v3 = explanation.algorithm !== "HMAC-SHA1";
  if (theirs.stringToSign === undefined && theirs.canonicalRequest === undefined) {
    return {
      cause: "unknown",
      hint: "The message shows no string that the server signed. Give the whole message, from SignatureDoesNotMatch on.",
    };
  }
  const theirsIsV3 = theirs.canonicalRequest !== undefined || theirs.stringToSign?.includes("\n") === true;
  if (theirsIsV3 !== v3) {
    const [signed, checked] = v3 ? ["v3", "v1"] : ["v1", "v3"];
    return {
      cause: "unknown",
      hint: `The server checked a signature of ${checked}, and this is one of ${signed}: explain the request as it was sent.`,
    };
  }
  if (!v3) {
    const found = compare(explanation.stringToSign, redactStringToSign, theirs.stringToSign ?? "", hintForV1);
    const other = theirs.keyId !== undefined && theirs.keyId !== keyIdIn(explanation.stringToSign);
    return found.cause === "secret" && other ? { cause: "canonicalisation", hint: OTHER_KEY } : found;
  }
  if (theirs.canonicalRequest !== undefined) {
    const ours = explanation.canonicalRequest ?? "";
    const found = compare(ours, redactHeaders, theirs.canonicalRequest, hintForV3);
    if (found.cause !== "secret") {
      return found;
    }
  }
  if (theirs.stringToSign === undefined || theirs.stringToSign === explanation.stringToSign) {
    return { cause: "secret", hint: SECRET };
  }
  const same = (text: string): string => text;
  return compare(explanation.stringToSign, same, theirs.stringToSign, () =>
    theirs.canonicalRequest === undefined
      ? "The canonical requests differ, as their hashes show; this message does not hold the server's."
      : "Everything that is shown agrees, so what is hidden differs: the SecurityToken or the AccessKey id.",
  );
}

function compare(
  original: string,
  redact: (text: string) => string,
  theirs: string,
  hint: (ours: string, theirs: string) => string,
): SignatureDiagnosis {
  const ours = redact(original);
  if (ours === theirs) {
    return { cause: "secret", hint: SECRET };
  }
  const at = firstDifference(ours, theirs);
  // What was replaced before the difference moved it; what was replaced after it did not.
  const moved = original.startsWith(ours.slice(0, at)) ? 0 : original.length - ours.length;
  const shown = { at: at + moved, ours: excerpt(ours, at), theirs: excerpt(theirs, at) };
  // A whole parameter fewer is a difference; a string that stops anywhere else was cut on its way here. So was one that
  // stops at what was replaced: something is always signed after a token, and how much of it arrived does not show.
  const stopped = at === theirs.length && (theirs.endsWith("***") || !/^(%26|&|\n)/.test(ours.slice(at)));
  return stopped
    ? {
        cause: "unknown",
        ...shown,
        hint: "The server's string stops here: the message was cut. Give all of it.",
      }
    : { cause: "canonicalisation", ...shown, hint: hint(ours, theirs) };
}

function hintForV1(ours: string, theirs: string): string {
  const [method, path, query = ""] = ours.split("&");
  const [theirMethod, theirPath, theirQuery = ""] = theirs.split("&");
  if (method !== theirMethod) {
    return hintForMethod(method, theirMethod);
  }
  if (path?.toUpperCase() !== theirPath?.toUpperCase()) {
    return "The path is signed as %2F, whatever the URL looks like.";
  }
  return hintForQuery(decode(query), decode(theirQuery));
}

/** Method, path, query, headers, an empty line, names of headers, hash of the body. */
function hintForV3(ours: string, theirs: string): string {
  const [our, their] = [ours.split("\n"), theirs.split("\n")];
  if (our[0] !== their[0]) {
    return hintForMethod(our[0], their[0]);
  }
  if (our[1] !== their[1]) {
    return "The paths differ: the canonical path of an RPC operation is /.";
  }
  if (our[2] !== their[2]) {
    return hintForQuery(our[2] ?? "", their[2] ?? "");
  }
  const at = our.findIndex((line, number) => line !== their[number]);
  const [line = "", theirLine = ""] = [our[at], their[at]];
  if (at === our.length - 1) {
    return "The hashes of the body differ: the body that arrived is not the one that was signed.";
  }
  if (line !== "" && theirLine !== "" && !line.includes(":") && !theirLine.includes(":")) {
    return "The lists of signed headers differ: SignedHeaders must name the headers that were signed, in their order.";
  }
  const [name, theirName] = [line.split(":")[0], theirLine.split(":")[0]];
  if (name !== theirName || line === "") {
    return "The signed headers differ: sign host, content-type if there is one, and every x-acs- header, sorted by name.";
  }
  switch (name) {
    case "host":
      return "The hosts differ: sign the one that the request is sent to, with its port unless it is the usual one.";
    case "x-acs-date":
    case "x-acs-signature-nonce":
      return `The server saw another ${name}: compare with the attempt that was refused; each is signed anew.`;
    default:
      return `The header ${name} arrived with another value: something on the way may have changed it.`;
  }
}

function hintForMethod(ours: string | undefined, theirs: string | undefined): string {
  // What is longer is none: all of it may stand on one line.
  const seen = /^\w{1,16}$/.test(theirs ?? "") ? theirs : "something else";
  return `The method is part of what is signed: this is for ${ours}, and the server saw ${seen}.`;
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) {
    at++;
  }
  return at;
}

function excerpt(text: string, at: number): string {
  const start = Math.max(0, at - BEFORE);
  const end = at + AFTER;
  return `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The pure functions: sign a request, explain a signature. Synchronous, no I/O. */

import { checkObject, isPlain } from "./checks.js";
import { Style } from "./core.js";
import { encodeFields, encodeText } from "./encode.js";
import { parameterError } from "./errors.js";
import { HEADERS } from "./generated/headers.js";
import { Signer } from "./signer.js";
import type { Signature, SignatureExplanation, SignedRequest, SignOptions } from "./types.js";

/**
 * The URL that the host's `fetch` calls: signature V1 (HMAC-SHA1), GET, for any RPC action. It is a bearer secret for
 * fifteen minutes.
 *
 * Throws ParameterError, or TrafficMirrorError with INVALID_ENDPOINT or INVALID_CREDENTIALS.
 *
 * @example
 * const url = signUrl("DeleteTrafficMirrorSession", { TrafficMirrorSessionId: "tms-j6cla50buc44ap8tu0001" }, {
 *   regionId: "cn-hongkong",
 *   credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
 * });
 */
export function signUrl(action: string, params: object, options: SignOptions): string {
  return sign(Style.V1_URL, false, action, params, options);
}

/**
 * A request for `fetch(request.url, request)`: V1 as a form POST (no custom header, so no CORS preflight, and no key in
 * a URL) or V3 (ACS3-HMAC-SHA256). Default `"v1"`.
 *
 * Throws ParameterError, or TrafficMirrorError with INVALID_ENDPOINT or INVALID_CREDENTIALS.
 *
 * @example
 * const request = signRequest("ListTrafficMirrorSessions", { MaxResults: 10 }, {
 *   regionId: "cn-hongkong",
 *   credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
 *   signature: "v3",
 * });
 * const response = await fetch(request.url, request);
 */
export function signRequest(
  action: string,
  params: object,
  options: SignOptions & { signature?: Signature | undefined },
): SignedRequest {
  return requestFrom(sign(styleOf(options), false, action, params, options));
}

/**
 * Every intermediate of a signature. V1 signs the method too: by default that of {@link signUrl}, with `method: "POST"`
 * that of {@link signRequest}. The secret is left out, and a SecurityToken is replaced by `***`.
 *
 * Throws as {@link signRequest} does.
 *
 * @example
 * const { stringToSign } = explainSignature("ListTrafficMirrorSessions", {}, {
 *   regionId: "cn-hongkong",
 *   credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
 * });
 */
export function explainSignature(
  action: string,
  params: object,
  options: SignOptions & { signature?: Signature | undefined; method?: "GET" | "POST" | undefined },
): SignatureExplanation {
  return JSON.parse(sign(explainedStyle(options), true, action, params, options)) as SignatureExplanation;
}

/** A POST from the lines that the module writes: method, URL, body, then the values of headers, where those are sent. */
export function requestFrom(lines: string): SignedRequest {
  const headers: Record<string, string> = {};
  const request: SignedRequest = { method: "POST", url: "", headers };
  // Cut by hand, since `split` takes twice the time.
  for (let line = 0, at = 0; at < lines.length; line += 1) {
    const next = lines.indexOf("\n", at);
    const end = next < 0 ? lines.length : next;
    if (end > at) {
      const text = lines.slice(at, end);
      if (line > 2) {
        headers[HEADERS[line - 3] as string] = text;
      } else if (line === 2) {
        request.body = text;
      } else {
        // The first line, the method, is there for a moment, too.
        request.url = text;
      }
    }
    at = end + 1;
  }
  return request;
}

/** The style of a POST by its signature option. */
export function styleOf(options: { signature?: Signature | undefined }): Style {
  checkObject("options", options);
  switch (options.signature) {
    case undefined:
    case "v1":
      return Style.V1_FORM;
    case "v3":
      return Style.V3;
    default:
      throw parameterError("signature", 'must be "v1" or "v3"');
  }
}

/** The style of the request that an explanation is about. */
export function explainedStyle(options: {
  signature?: Signature | undefined;
  method?: "GET" | "POST" | undefined;
}): Style {
  const post = styleOf(options);
  const { method } = options;
  if (method !== undefined && method !== "GET" && method !== "POST") {
    throw parameterError("method", 'must be "GET" or "POST"');
  }
  return post === Style.V1_FORM && method !== "POST" ? Style.V1_URL : post;
}

/** The signer of the last call: a loop that signs with one key prepares it once. At most one key is kept. */
let last: Signer | undefined;

function sign(style: Style, explain: boolean, action: string, params: object, options: SignOptions): string {
  checkObject("options", options);
  if (last === undefined || !last.fits(options)) {
    last?.free();
    last = undefined;
    last = new Signer(options);
  }
  return signWith(last, style, explain, action, params, options);
}

/** One request signed by a signer: as text of the style, or its explanation as JSON. */
export function signWith(
  { handle, core }: Signer,
  style: Style,
  explain: boolean,
  action: string,
  params: object,
  options: Pick<SignOptions, "timestamp" | "nonce">,
): string {
  const { timestamp, nonce: given } = options;
  const now = timestamp === undefined ? Date.now() : timeOf(timestamp);
  // What is no text is refused by the module, as an empty one is: `null` would be the same nonce again and again.
  const nonce = given === undefined ? "z" : encodeText(typeof given === "string" ? given : "");
  const input = encodeCall(action, params, nonce === "!" ? "s\0" : nonce);
  return core.sign(input, handle, style, explain, now);
}

/** Milliseconds since 1970; what is no time is none, and refused by the module. A Date may be of another realm. */
function timeOf(timestamp: Date | number): number {
  return typeof timestamp === "number" ? timestamp : (timestamp?.getTime?.() ?? Number.NaN);
}

/** The action of the last call, and how it is written: it seldom changes, and looking for what to escape takes time. */
let lastAction = "";
let lastWritten = "s\0";

/** A call as the module takes it: action, nonce, parameters. */
export function encodeCall(action: string, params: object, nonce = "z"): string {
  if (typeof params !== "object" || params === null || Array.isArray(params)) {
    throw parameterError("params", "must be an object");
  }
  if (action !== lastAction) {
    const name = encodeText(typeof action === "string" ? action : "");
    lastWritten = name === "!" ? "s\0" : name;
    lastAction = action;
  }
  const fields = encodeFields(params);
  if (fields === "" && !isPlain(params)) {
    // A Map, a URLSearchParams: what it holds would be lost, and a List without parameters shows everything.
    throw parameterError("params", "must be a plain object");
  }
  return `${lastWritten}${nonce}${fields}`;
}

/** What a SignatureDoesNotMatch message shows of the server's own calculation. */

/** The strings that the server made, secrets replaced; those that the message does not show are left out. */
export interface ServerStrings {
  /** V3 only. */
  canonicalRequest?: string;
  stringToSign?: string;
  /** V1 only: the AccessKey id, which is replaced in the string above. */
  keyId?: string | undefined;
}

const MARK = /string\s*to\s*sign\s+is\s*:/i;
/** A V1 string holds none of these, however it is encoded, so what follows it in a log or a body ends it. */
const V1_STRING = /\b[A-Z]{3,7}&%2F&[^\s"'<>\\,\]]*/i;
const V3_STRING = /ACS3-[A-Z0-9-]{1,40}\n[0-9a-f]+/i;
const CANONICAL = /canonical\s*request\s+is\s*:\s*([\s\S]*)$/i;
/** The hash of the body is the last line of a canonical request. */
const UP_TO_HASH = /^[\s\S]*?\n[0-9a-f]{64}(?![0-9a-f])/i;

const KEY_ID = /^AccessKeyId%3D/i;

/**
 * Reads a message as the service sends it, the whole JSON or XML answer around it, or the text of an error or a log that
 * holds it. `ours` is what the server should have made: it tells a full stop of a value from one of a sentence.
 */
export function readServerMessage(message: string, ours = ""): ServerStrings {
  const text = plain(message).replaceAll(/\\u00([0-7][0-9a-f])/gi, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const found = V1_STRING.exec(text)?.[0];
  if (found !== undefined) {
    const v1 = withoutMarks(found, ours);
    return { stringToSign: redactStringToSign(v1), keyId: keyIdIn(v1) };
  }
  const lines = text.replaceAll(/\\r\\n|\\n|\r\n/g, "\n");
  const canonical = CANONICAL.exec(lines)?.[1];
  const stringToSign = V3_STRING.exec(lines)?.[0];
  return {
    ...(canonical === undefined ? {} : { canonicalRequest: redactHeaders(canonicalRequestIn(canonical)) }),
    ...(stringToSign === undefined ? {} : { stringToSign }),
  };
}

/** A string without the marks of the sentence around it. An encoder may leave a bracket in the middle of one. */
function withoutMarks(text: string, ours: string): string {
  let end = text.length;
  while (/[).]/.test(text.charAt(end - 1)) && text.charAt(end - 1) !== ours.at(-1)) {
    end -= 1;
  }
  return text.slice(0, end);
}

/** Whose keys a V1 string was signed with, unless whoever kept it has replaced that. */
export function keyIdIn(stringToSign: string): string | undefined {
  // Split first: a search for what ends a value goes over the rest of the text again from each name in it.
  const pair = stringToSign.split(/&|%26/).find((each) => KEY_ID.test(each));
  const id = pair?.replace(KEY_ID, "") ?? "";
  return id === "" || id.includes("*") ? undefined : id;
}

/** Replaces key id and token in a V1 string-to-sign, whose query string is encoded as a whole. */
export function redactStringToSign(text: string): string {
  return text.replaceAll(/(AccessKeyId|SecurityToken|BearerToken)%3D(?:(?!%26).)*/gi, "$1%3D***");
}

/**
 * Replaces key id and token in the headers of a V3 canonical request, with all that follows on the line: whoever copied it
 * may have lost where lines end.
 */
export function redactHeaders(text: string): string {
  return text.replaceAll(/(x-acs-(?:accesskey-id|security-token|bearer-token)):.*/gi, "$1:***");
}

function canonicalRequestIn(rest: string): string {
  const text = (rest.split(MARK)[0] ?? "").replace(/\s{0,8}server\s{0,8}$/i, "");
  return UP_TO_HASH.exec(text)?.[0] ?? text.trimEnd();
}

/** The message itself, out of the answer that holds it. */
function plain(message: string): string {
  try {
    const body = JSON.parse(message) as { Message?: unknown; message?: unknown } | null;
    const text = body?.Message ?? body?.message;
    return typeof text === "string" ? text : message;
  } catch {
    return /&(?:amp|#x?[0-9a-f]{1,6});/i.test(message) ? unescapeXml(message) : message;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:(lt|gt|quot|apos|amp)|#(?:x0*([ad])|0*(1[03])));/gi, (_, name) =>
    name === undefined ? "\n" : (ENTITIES[name.toLowerCase()] as string),
  );
}

/** Reading answers. */

import { checkObject } from "./checks.js";
import { core } from "./core.js";
import { encodeText } from "./encode.js";
import { parameterError } from "./errors.js";
import type { Action, Operations } from "./generated/operations.js";

/**
 * JSON and XML bodies alike become one shape, typed by the operation table as documented: integers are numbers,
 * booleans booleans, `TotalCount` the string it is, lists arrays, and absent lists empty arrays. Own, plain properties
 * only: a field named `__proto__` is data.
 *
 * Throws ServiceError for an error answer, ResponseError for what is neither.
 *
 * @example
 * const { RequestId } = parseResponse("DeleteTrafficMirrorSession", {
 *   status: 200, body: '{"RequestId":"0ED8D006-F706-4D23-88ED-E11ED28DCAC0"}',
 * });
 */
export function parseResponse<A extends Action>(
  action: A,
  response: { status: number; contentType?: string | null | undefined; body: string },
): Operations[A]["result"] {
  checkObject("response", response);
  const { status, contentType, body } = response;
  if (typeof action !== "string") {
    throw parameterError("action", "must be a string");
  }
  if (!Number.isInteger(status) || status < 0 || status > 999) {
    throw parameterError("status", "must be an HTTP status");
  }
  if (typeof body !== "string") {
    throw parameterError("body", "must be a string");
  }
  const type = contentType ?? null;
  if (type !== null && typeof type !== "string") {
    throw parameterError("contentType", "must be a string");
  }
  const head = [action, type].map((value) => (value === null ? "z" : encodeName(value)));
  const { text } = core().run(head.join(""), (wasm, length) => wasm.read(status, length), body);
  return JSON.parse(text) as Operations[A]["result"];
}

/** A name that is no Unicode text names nothing that exists, so it may as well be empty. */
function encodeName(value: string): string {
  const text = encodeText(value);
  return text === "!" ? encodeText("") : text;
}

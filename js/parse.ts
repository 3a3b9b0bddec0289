/** Reading answers. */

import { core } from "./core.js";
import { encodeText } from "./encode.js";
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
  response: { status: number; contentType?: string; body: string },
): Operations[A]["result"] {
  const { text } = core().call(
    [
      encodeText(action),
      response.contentType === undefined ? "z" : encodeText(response.contentType),
      response.body,
    ],
    (wasm, [name = 0, type = 0, body = 0]) => wasm.read(response.status, name + type, name + type + body),
  );
  return JSON.parse(text) as Operations[A]["result"];
}

/** Opening and closing sessions: how the client's method and the module's jobs speak to each other. */

import { Job, type Start, starting } from "./core.js";
import { encodeText } from "./encode.js";
import { LeftBehindError, leftBehind } from "./errors.js";
import type { TrafficMirrorSession } from "./generated/operations.js";
import { encodeCall } from "./sign.js";
import type { OpenSession } from "./types.js";

export function startOpening(params: object, deadlineMs: number, closeMs: number): Start {
  const input = encodeCall("CreateTrafficMirrorSession", params);
  return starting(Job.OPENING, input, deadlineMs, closeMs);
}

export function startClosing(id: string, closeMs: number): Start {
  return starting(Job.CLOSING, encodeText(id), closeMs);
}

/**
 * The session that an opening gave, with the methods that close it. They share one deletion; after one that failed, the
 * next call tries again.
 */
export function opened(text: string, deletion: (id: string) => Promise<unknown>): OpenSession {
  const session = JSON.parse(text) as TrafficMirrorSession;
  const id = session.TrafficMirrorSessionId;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= deletion(id).then(
      () => {},
      (error) => {
        closing = undefined;
        throw error instanceof LeftBehindError ? error : leftBehind(id, error);
      },
    );
    return closing;
  };
  // Hosts without the symbol meet it by this name, in what compilers make of `await using`.
  const dispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");
  for (const name of ["close", dispose]) {
    // Not enumerable: copied, compared and printed, the session is the service's data alone.
    Object.defineProperty(session, name, { value: close, configurable: true, writable: true });
  }
  return session as OpenSession;
}

/** One request by the host's `fetch`: sent, timed, cut off. */

import { Aborter, takesAnySignal } from "./abort.js";
import { encodeText } from "./encode.js";
import { environmentError } from "./errors.js";
import { host } from "./host.js";
import type { Fetch } from "./types.js";

/** A request as `fetch` takes it, beside its URL. */
export type Init = Parameters<Fetch>[1];

/** What became of it. `head` is what a job wants to know of the headers; `why` names no address and no key. */
export type Outcome = { status: number; head: string; body: string } | { why?: string; timeoutMs?: number };

/** A body longer than this is not even read; the module refuses it too. */
const MAX_BYTES = 16 * 1024 * 1024;
const TOO_LONG: Outcome = { why: "the answer is longer than 16 MiB" };

/** What sends: the client's option, or the host's. Throws ENVIRONMENT where there is none. */
export function transportOf(fetch: Fetch | undefined): Fetch {
  const call = fetch ?? host.fetch;
  if (typeof call !== "function") {
    throw environmentError("this host has no fetch", "Pass one as the client's option `fetch`.");
  }
  return call;
}

/**
 * Sends a request, for at most `timeoutMs` by the host's timers. Tells `over` what became of it, once, and leaves no timer
 * that would keep the process alive. Gives what cancels it. The signal is added to `init` here.
 */
export function send(
  fetch: Fetch,
  url: string,
  init: Init,
  timeoutMs: number,
  over: (outcome: Outcome) => void,
): () => void {
  const controller = takesAnySignal in fetch ? new Aborter() : new host.AbortController();
  let ended = false;
  /** The first end counts. */
  const end = (outcome: Outcome): void => {
    if (!ended) {
      ended = true;
      host.clearTimeout(timer);
      over(outcome);
    }
  };
  /** At once, and not by the transport's own end: a transport may ignore its signal. */
  const cut = (outcome: Outcome): void => {
    if (!ended) {
      end(outcome);
      controller.abort();
    }
  };
  const timer = host.setTimeout(() => cut({ timeoutMs }), timeoutMs);
  init.signal = controller.signal;
  // What was not read to its end is cut off, so that no connection stays open for it.
  exchange(fetch, url, init).then((outcome) => ("status" in outcome ? end : cut)(outcome));
  return () => cut({ why: "aborted" });
}

async function exchange(fetch: Fetch, url: string, init: Init): Promise<Outcome> {
  try {
    const response = await fetch(url, init);
    const { status, headers } = response;
    if (Number(headers.get("content-length")) > MAX_BYTES) {
      return TOO_LONG;
    }
    // Anybody may have written this fetch.
    const body: unknown = await response.text();
    if (typeof body !== "string" || !(Number.isInteger(status) && status >= 0 && status < 1000)) {
      return { why: "what fetch gave is no answer" };
    }
    // A character is a byte at least.
    return body.length > MAX_BYTES ? TOO_LONG : { status, head: headOf(headers), body };
  } catch (error) {
    return { why: wordFor(error) };
  }
}

/** The headers that a job wants to know of, in the order in which the module takes them. */
function headOf(headers: { get(name: string): string | null }): string {
  return (
    encodeOptional(headers.get("content-type")) +
    encodeOptional(headers.get("x-acs-retry-after")) +
    encodeOptional(headers.get("date"))
  );
}

function encodeOptional(text: string | null): string {
  return text === null ? "z" : encodeText(text);
}

/** The host's error code, such as ECONNREFUSED. Its message may hold the URL, so it is not passed on. */
function wordFor(error: unknown): string {
  for (const source of [error, (error as { cause?: unknown } | null)?.cause]) {
    const code = (source as { code?: unknown } | null | undefined)?.code;
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) {
      return code;
    }
  }
  return "the connection failed";
}

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

/**
 * Sends a request, for at most `timeoutMs` by the host's timers. Tells `over` what became of it, once, and leaves no timer
 * that would keep the process alive. Gives what cancels it. The signal is added to `init` here.
 */
export function send(
  fetch: Fetch | undefined,
  url: string,
  init: Init,
  timeoutMs: number,
  over: (outcome: Outcome) => void,
): () => void {
  const call = fetch ?? host.fetch;
  if (typeof call !== "function") {
    throw environmentError("this host has no fetch", "Pass one as the client's option `fetch`.");
  }
  const controller = takesAnySignal in call ? new Aborter() : new host.AbortController();
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
  exchange(call, url, init).then(end);
  return () => cut({ why: "aborted" });
}

async function exchange(fetch: Fetch, url: string, init: Init): Promise<Outcome> {
  try {
    const response = await fetch(url, init);
    return Number(response.headers.get("content-length")) > MAX_BYTES
      ? { why: "the answer is longer than 16 MiB" }
      : { status: response.status, head: headOf(response.headers), body: await response.text() };
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

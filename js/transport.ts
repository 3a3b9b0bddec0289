/** One request by the host's `fetch`: sent, timed, cut off. */

import { Aborter, takesAnySignal } from "./abort.js";
import { environmentError } from "./errors.js";
import type { AbortSignalLike, Fetch } from "./types.js";

/** What to send. */
export interface Outgoing {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** What became of it. `why` names no address and no key. */
export type Outcome =
  | { status: number; headers: readonly (string | null)[]; body: string }
  | { why: string }
  | { timeoutMs: number };

interface Timers {
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  AbortController: new () => { signal: AbortSignalLike; abort(): void };
  fetch?: Fetch;
}

const host = globalThis as unknown as Timers;

/** A body longer than this is not even read; the module refuses it too. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Sends one request and reads its whole answer, for at most `timeoutMs` by the host's timers, or until `signal` aborts:
 * the request is then cancelled, and no timer is left to keep the process alive.
 */
export function send(
  fetch: Fetch | undefined,
  outgoing: Outgoing,
  timeoutMs: number,
  signal: AbortSignalLike,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const call = fetch ?? host.fetch;
    if (typeof call !== "function") {
      throw environmentError("this host has no fetch", "Pass one as the client's option `fetch`.");
    }
    const controller = takesAnySignal in call ? new Aborter() : new host.AbortController();
    const end = (outcome: Outcome): void => {
      host.clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      resolve(outcome);
    };
    // At once, and not by the transport's own end: a transport may ignore its signal.
    const cut = (outcome: Outcome): void => {
      end(outcome);
      controller.abort();
    };
    const cancel = (): void => cut({ why: "aborted" });
    const timer = host.setTimeout(() => cut({ timeoutMs }), timeoutMs);
    signal.addEventListener("abort", cancel);
    exchange(call, outgoing, controller.signal).then(end, reject);
  });
}

/** The headers that a job wants to know of, in the order in which the module takes them. */
const HEADERS = ["content-type", "x-acs-retry-after", "date"] as const;

async function exchange(fetch: Fetch, outgoing: Outgoing, signal: AbortSignalLike): Promise<Outcome> {
  try {
    const { url, ...init } = outgoing;
    const response = await fetch(url, { ...init, redirect: "manual", signal });
    const length = Number(response.headers.get("content-length"));
    if (length > MAX_BYTES) {
      return { why: "the answer is longer than 16 MiB" };
    }
    return {
      status: response.status,
      headers: HEADERS.map((name) => response.headers.get(name)),
      body: await response.text(),
    };
  } catch (error) {
    return { why: wordFor(error) };
  }
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

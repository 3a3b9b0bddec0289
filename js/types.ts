/// <reference lib="esnext.disposable" preserve="true" />
/** What the functions and the client take and give, besides the operations' own types. */

import type { TrafficMirrorError } from "./errors.js";
import type { TrafficMirrorSession } from "./generated/operations.js";

/** An AccessKey. Temporary credentials (STS) come with a `securityToken`. */
export interface Credentials {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string | undefined;
}

/**
 * Fixed keys, a function that is called before they are needed (and again once they are refused as expired, and by the
 * call that follows one whose AccessKey id was refused), or any object with the `getCredential()` of the official
 * `@alicloud/credentials` package. Whoever is asked has the client's `timeoutMs` to answer.
 */
export type CredentialsSource =
  | Credentials
  | (() => Credentials | Promise<Credentials>)
  | {
      getCredential(): Promise<{
        accessKeyId?: string | undefined;
        accessKeySecret?: string | undefined;
        securityToken?: string | undefined;
      }>;
    };

/** An AbortSignal, by shape, so that the types need no DOM library. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** How to sign one request. */
export interface SignOptions {
  credentials: Credentials;
  /** Fills `RegionId` where the parameters leave it out, and picks the endpoint. `^[a-z0-9-]{1,40}$`. */
  regionId?: string | undefined;
  /**
   * Host (`vpc.cn-hongkong.aliyuncs.com`) or origin (`http://127.0.0.1:4010`). Refused with INVALID_ENDPOINT: user
   * info, path, query or fragment, and plain http unless the host is localhost, 127.0.0.0/8 or ::1.
   */
  endpoint?: string | undefined;
  /** Format of the answer; default `"JSON"`. `"XML"` needs signature V1, and an operation of the table to be read. */
  format?: "JSON" | "XML" | undefined;
  /** Time of signing; default now. A number is in milliseconds since 1970. */
  timestamp?: Date | number | undefined;
  /** A value never used before, 1 to 128 visible ASCII characters; default 128 random bits. */
  nonce?: string | undefined;
  /** Version of the API; default `"2016-04-28"`. */
  version?: string | undefined;
}

/** The signature to use: `"v1"` is HMAC-SHA1 over parameters, `"v3"` is ACS3-HMAC-SHA256 in headers. */
export type Signature = "v1" | "v3";

/** A request, ready for `fetch(request.url, request)`. */
export interface SignedRequest {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** The intermediates of a signature. */
export interface SignatureExplanation {
  algorithm: "HMAC-SHA1" | "ACS3-HMAC-SHA256";
  canonicalQuery: string;
  /** V3 only. */
  canonicalRequest?: string;
  stringToSign: string;
  signature: string;
}

/** What a comparison of signatures found. Strings are without key ids and tokens. */
export interface SignatureDiagnosis {
  /**
   * `"secret"`: both signed the same string. `"canonicalisation"`: they signed different ones. `"unknown"`: the message
   * does not say.
   */
  cause: "secret" | "canonicalisation" | "unknown";
  /** Where the strings first differ: a position in ours. */
  at?: number;
  /** Ours around that place. */
  ours?: string;
  /** The server's around that place. */
  theirs?: string;
  /** What the user can do. */
  hint: string;
}

/** What is needed of a `fetch`; the host's own fits. Redirects are never followed: 3xx and status 0 are TRANSPORT. */
export type Fetch = (
  input: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    redirect: "manual";
    // biome-ignore lint/suspicious/noExplicitAny: each runtime has an AbortSignal type of its own.
    signal?: any;
  },
) => Promise<{
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** A clock for waits and timestamps, in milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Resolves after `ms` milliseconds of this clock; rejects or resolves at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignalLike): Promise<void>;
}

/** How a client works. */
export interface ClientOptions {
  /** Region of all calls; also picks the endpoint. */
  regionId: string;
  credentials: CredentialsSource;
  /** See {@link SignOptions.endpoint}. */
  endpoint?: string | undefined;
  /** Default `"v1"`, which browsers can send; `"v3"` is for servers (a browser would need a preflight). */
  signature?: Signature | undefined;
  format?: "JSON" | "XML" | undefined;
  /** Default `globalThis.fetch`, looked up at each call. */
  fetch?: Fetch | undefined;
  /** Time for one attempt, body included, by the host's timers; default 10 000. */
  timeoutMs?: number | undefined;
  /**
   * Attempts of one call in all (default 5), the longest first delay in milliseconds (300), which doubles with each
   * attempt, and the longest of all (20 000). `false`: one attempt. A source of keys that fails is asked again in the same
   * way, at most five times in all and after three seconds at the latest.
   */
  retry?:
    | {
        maxAttempts?: number | undefined;
        baseDelayMs?: number | undefined;
        maxDelayMs?: number | undefined;
      }
    | false
    | undefined;
  /**
   * Calls of one action in a sliding period, for this client instance; default 600 in 60 000 ms (documented for
   * CreateTrafficMirrorSession, assumed for the others).
   */
  rateLimit?: { calls: number; periodMs: number } | false | undefined;
  /** Clock of waits and timestamps; default the host's. */
  clock?: Clock | undefined;
  /**
   * Called for each attempt, answer, wait and state change. Carries no key, token, signature, URL or body. What it
   * throws is ignored, so that watching cannot break a deletion.
   */
  onEvent?: ((event: ClientEvent) => void) | undefined;
}

export type ClientEvent = { at: number; action: string } & (
  | { type: "attempt"; attempt: number }
  | {
      type: "answer";
      attempt: number;
      status: number;
      code?: string;
      requestId?: string;
      ms: number;
    }
  | { type: "retry"; attempt: number; code: string; delayMs: number }
  | { type: "wait"; delayMs: number; reason: "pace" | "poll" | "busy" }
  | { type: "state"; id: string; from?: string; to: string }
);

export interface CallOptions {
  /** Aborting rejects with the signal's reason and cancels the request in flight. */
  signal?: AbortSignalLike | undefined;
  /** Time for one attempt; default the client's. */
  timeoutMs?: number | undefined;
  /** Called for the events of this call alone; else as {@link ClientOptions.onEvent}, which is called too. */
  onEvent?: ((event: ClientEvent) => void) | undefined;
}

/** What can be chosen of a signature that is only shown. */
export interface PreviewOptions extends Pick<SignOptions, "timestamp" | "nonce"> {
  /** Of an explanation: default the client's. A signed URL is always of signature V1. */
  signature?: Signature | undefined;
  /** Of an explanation by V1: `"GET"` (the default) is the signed URL, `"POST"` the form. */
  method?: "GET" | "POST" | undefined;
}

/** A session's or filter's id, or a rule within its filter (no List takes rule ids). */
export type WaitTarget = string | { TrafficMirrorFilterId: string; TrafficMirrorFilterRuleId: string };

export interface WaitOptions extends CallOptions {
  /** Longest time to wait, by the client's clock; default 300 000. */
  deadlineMs?: number | undefined;
  onProgress?:
    | ((progress: {
        total: number;
        reached: number;
        /** How many targets are in each state; `gone` are absent. */
        states: Record<string, number>;
      }) => void)
    | undefined;
}

export interface OpenOptions extends WaitOptions {
  /** Longest time for deleting the session when it is closed, or when its opening has failed; default 120 000. */
  closeDeadlineMs?: number | undefined;
}

/** A session as it was listed once it was `Created`. Close it, or hold it by `await using`. */
export interface OpenSession extends TrafficMirrorSession, AsyncDisposable {
  /**
   * Deletes the session and resolves once it is gone; that somebody else deleted it is fine. Rejects with LEFT_BEHIND
   * where that fails; the next call tries again.
   */
  close(): Promise<void>;
}

/**
 * What to delete: ids, or what ListTrafficMirrorSessions finds with these parameters, or all. Exactly one of them; a
 * property that is there but `undefined` is refused, since leaving it out would mean more. In `where`, unknown names,
 * null, empty strings and empty lists are refused; paging and RegionId select nothing, and what is left empty is refused.
 * Each listed session is checked again on this side before it is deleted.
 *
 * `olderThanMs` (finite, above 0) narrows it to sessions that were surely created at least so long ago: CreationTime has
 * no seconds, and one that cannot be read counts as young. What is left alone is reported as kept, with the reason.
 */
export type TeardownTarget = ({ ids: string[] } | { where: object } | { all: true }) & {
  olderThanMs?: number;
};

export interface TeardownOptions extends CallOptions {
  /** Only list, and report what would be deleted as `planned`; nothing is written. */
  dryRun?: boolean | undefined;
  /** Also delete the filters of these sessions that no session uses any more. A resumed job does as it was begun. */
  withFilters?: boolean | undefined;
  /** What it throws is ignored. */
  onProgress?: ((progress: TeardownProgress) => void) | undefined;
  /**
   * Awaited once the plan stands, before anything is changed, and after each batch of at least 100 sessions. Keep the
   * text: each replaces the one before, and is all that `resumeTeardown` needs. It holds the ids and a character for
   * each; no key and no token. If it rejects, nothing more is sent and the teardown rejects with that reason.
   */
  checkpoint?: ((state: string) => void | Promise<void>) | undefined;
}

/** How far the sessions of a teardown have come. */
export interface TeardownProgress {
  total: number;
  /** Deletes that were answered. */
  requested: number;
  /** Accepted, and still listed. */
  deleting: number;
  /** Gone, whoever deleted them. */
  deleted: number;
  failed: number;
  elapsedMs: number;
  etaMs?: number;
}

/** Ids are of sessions and, with `withFilters`, of filters. */
export interface TeardownReport {
  deleted: string[];
  /** The delete itself answered that there is no such object. */
  alreadyGone: string[];
  kept: { id: string; reason: string }[];
  failed: { id: string; error: TrafficMirrorError }[];
  /** In a dry run: the sessions that would be deleted. */
  planned?: string[];
  /** In a dry run with `withFilters`: the filters that only those sessions use. */
  plannedFilters?: string[];
  /** Requests sent, retries and all. */
  calls: number;
  elapsedMs: number;
}

/** The service, played in this process: an emulator that any client which takes a `fetch` can be pointed at. */

import { hostClock } from "./clock.js";
import { EmulatorCore, type Head } from "./emulator-module.js";
import {
  type HostRequest,
  type HostRequestInit,
  type HostResponse,
  type HostUrl,
  platform,
} from "./platform.js";
import type { AbortSignalLike, Clock, Credentials } from "./types.js";

/** A key that may call an emulator. */
export interface EmulatorAccount extends Credentials {
  /** When its token ends, in milliseconds since 1970; default never. */
  expiresAt?: number | undefined;
  /** Keys of one account see the same objects. Default: the `accessKeyId`, which makes each key an account. */
  accountId?: string | undefined;
}

/** How an emulator behaves. Times are in milliseconds. */
export interface EmulatorOptions {
  /** Default one account: accessKeyId "testid", accessKeySecret "testsecret". */
  accounts?: EmulatorAccount[] | undefined;
  /** `"real"` (the default) follows the host's clock; `"manual"` moves by {@link Emulator.advance} alone. */
  clock?: "real" | "manual" | undefined;
  /** Where a manual clock starts, in milliseconds since 1970. */
  startTime?: number | undefined;
  creatingMs?: number | undefined;
  modifyingMs?: number | undefined;
  deletingMs?: number | undefined;
  /** Calls of one action in a sliding period; beyond it, Throttling.User. */
  rateLimit?: { calls: number; periodMs: number } | false | undefined;
  /** Decides every id and request id; equal seeds and calls give equal answers. */
  seed?: number | undefined;
  /** Default true; false: creates answer OptInRequired.TrafficMirror. */
  serviceOpened?: boolean | undefined;
  /**
   * Quotas by error code, e.g. `{ "QuotaExceeded.SessionNum": 10 }`. Those left out are at their documented number,
   * where there is one (10 rules in a direction of a filter, 20 tags on an object), else off.
   */
  quotas?: Record<string, number> | undefined;
  /** Network interfaces and load balancers that exist; left out: any id is taken to exist and to fit. */
  inventory?: InventoryItem[] | undefined;
}

/** A network interface or a load balancer. What is left out is so that nothing is wrong with it. */
export type InventoryItem =
  | {
      id: string;
      kind: "eni";
      /** To an instance. */
      attached?: boolean | undefined;
      /** The type of its instance does. */
      supportsMirroring?: boolean | undefined;
      /** Belongs to a NAT gateway, and therefore needs a load balancer as target. */
      natGateway?: boolean | undefined;
      /** The instance it is attached to is there. */
      instanceExists?: boolean | undefined;
      /** Is in a state that allows mirroring. */
      available?: boolean | undefined;
      /** Its instance is of a business that can be mirrored. */
      supportedBusiness?: boolean | undefined;
      bondingWithoutMembers?: boolean | undefined;
    }
  | {
      id: string;
      kind: "slb";
      attached?: boolean | undefined;
      inVpc?: boolean | undefined;
      /** Is in the classic network. */
      classic?: boolean | undefined;
    };

/** Something that goes wrong on purpose: with the next `times` requests (default 1), or those of the action `on`. */
export type Fault =
  | {
      on?: string | undefined;
      times?: number | undefined;
      kind: "drop-request" | "drop-response" | "reset" | "html-502" | "empty" | "truncate";
    }
  | { on?: string | undefined; times?: number | undefined; kind: "delay"; ms: number }
  | {
      on?: string | undefined;
      times?: number | undefined;
      kind: "error";
      status: number;
      code: string;
      retryAfterMs?: number | undefined;
    }
  | { kind: "clock-skew"; ms: number };

/** A request that arrived, secrets left out. */
export interface RecordedRequest {
  at: number;
  action: string;
  params: Record<string, string>;
  status: number;
  code?: string;
}

/** A request as it arrives over HTTP. */
export interface RawRequest {
  method: string;
  /** Path and query, as sent. */
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Uint8Array;
  /** The time by which signatures are fresh or stale; default the emulator's own. */
  freshnessNow?: number | undefined;
}

/** What to do about a {@link RawRequest}: answer, after a while if `delayMs`, or break off as a fault demands. */
export interface RawReply {
  status: number;
  headers: [name: string, value: string][];
  body: Uint8Array;
  delayMs: number;
  /** `"hang"`: never answer. `"reset"`: break the connection. */
  fate: "answer" | "hang" | "reset";
}

export interface Emulator {
  /** A standard `fetch`: give it to `new TrafficMirrorClient({ fetch: emulator.fetch })`, or to any client that takes one. */
  fetch(input: string | HostUrl | HostRequest, init?: HostRequestInit): Promise<HostResponse>;
  /** For servers: one request as bytes. `fetch` and the HTTP server of the command both go through this. */
  handle(request: RawRequest): RawReply;
  /** The emulator's time as a client's clock; a manual one moves by `advance` alone, and sleeping on it too. */
  readonly clock: Clock;
  advance(ms: number): void;
  inject(fault: Fault): void;
  load(fixture: object): void;
  state(): object;
  reset(): void;
  /** The last 10,000 that arrived, in order, secrets left out. */
  requests(): RecordedRequest[];
}

/**
 * Makes an emulator of its own, with no state shared with any other. Throws an Error that names the option that is
 * wrong.
 *
 * @example
 * const emulator = createEmulator({ clock: "manual" });
 * const client = new TrafficMirrorClient({
 *   regionId: "cn-hongkong",
 *   credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
 *   fetch: emulator.fetch,
 *   clock: emulator.clock,
 * });
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const core = new EmulatorCore(options);
  const manual = options.clock === "manual";
  const sleepers = new Set<Sleeper>();
  const now = (): number => {
    if (!manual) {
      core.setNow(hostClock.now());
    }
    return core.now();
  };
  const clock: Clock = {
    now,
    sleep: (ms, signal) =>
      manual ? sleepManually(sleepers, core.now(), ms, signal) : hostClock.sleep(ms, signal),
  };
  const handle = (request: RawRequest): RawReply => {
    now();
    const texts = [request.method, request.target, ...request.headers.flat()];
    const reply = core.handle(texts, request.body, request.freshnessNow);
    const headers: [string, string][] = [];
    for (let at = 0; at + 1 < reply.headers.length; at += 2) {
      headers.push([reply.headers[at] as string, reply.headers[at + 1] as string]);
    }
    return {
      status: reply.status,
      headers,
      body: reply.body,
      delayMs: reply.disposition === "delay" ? reply.ms : 0,
      fate: FATES[reply.disposition],
    };
  };
  return {
    clock,
    handle,
    fetch: (input, init) => exchange(handle, clock, input, init),
    advance: (ms) => {
      // A real clock that has not been looked at yet has no time to move on from.
      now();
      core.advance(ms);
      wakeUntil(sleepers, core.now());
    },
    inject: (fault) => core.inject(fault),
    load: (fixture) => {
      // What it does not date is of this moment.
      now();
      core.load(fixture);
      // Its own time may be later.
      wakeUntil(sleepers, core.now());
    },
    state: () => {
      now();
      return core.state();
    },
    reset: () => core.reset(),
    requests: () => core.requests() as RecordedRequest[],
  };
}

const FATES: Record<Head["disposition"], RawReply["fate"]> = {
  answer: "answer",
  delay: "answer",
  "drop-request": "hang",
  "drop-response": "hang",
  reset: "reset",
};

interface Sleeper {
  due: number;
  wake(): void;
}

function wakeUntil(sleepers: ReadonlySet<Sleeper>, time: number): void {
  for (const sleeper of [...sleepers].sort((one, other) => one.due - other.due)) {
    if (sleeper.due <= time) {
      sleeper.wake();
    }
  }
}

function sleepManually(
  sleepers: Set<Sleeper>,
  now: number,
  ms: number,
  signal: AbortSignalLike | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const sleeper: Sleeper = {
      due: now + ms,
      wake: () => {
        sleepers.delete(sleeper);
        signal?.removeEventListener("abort", sleeper.wake);
        resolve();
      },
    };
    // No time, or none that there is, is over at once, as it is by the host's clock: nothing would ever wake it.
    if (signal?.aborted || !(ms > 0)) {
      resolve();
    } else {
      sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake);
    }
  });
}

async function exchange(
  handle: (request: RawRequest) => RawReply,
  clock: Clock,
  input: unknown,
  init: unknown,
): Promise<HostResponse> {
  const request = new platform.Request(input, init);
  const { signal } = request;
  const body = new Uint8Array(await request.arrayBuffer());
  signal.throwIfAborted();
  const url = new platform.URL(request.url);
  const reply = handle({
    method: request.method,
    target: url.pathname + url.search,
    // Host is the transport's to set, whatever the caller says.
    headers: [["host", url.host], ...[...request.headers].filter(([name]) => name !== "host")],
    body,
  });
  if (reply.delayMs > 0) {
    await clock.sleep(reply.delayMs, signal);
    signal.throwIfAborted();
  }
  if (reply.fate === "reset") {
    throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } });
  }
  if (reply.fate === "hang") {
    await new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  }
  return new platform.Response(reply.body, { status: reply.status, headers: reply.headers });
}

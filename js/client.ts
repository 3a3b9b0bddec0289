/** The client: one method an operation, and waiting until things are created or gone. */

import { unlessAborted } from "./abort.js";
import { hostClock } from "./clock.js";
import { Style } from "./core.js";
import { CredentialsHolder } from "./credentials.js";
import { drive } from "./drive.js";
import { encodeText } from "./encode.js";
import { environmentError, parameterError } from "./errors.js";
import {
  type ListTrafficMirrorFiltersParams,
  type ListTrafficMirrorSessionsParams,
  OperationCalls,
  type TrafficMirrorFilter,
  type TrafficMirrorSession,
} from "./generated/operations.js";
import { Link } from "./link.js";
import { items } from "./listing.js";
import { encodeCall, explainedStyle, signWith, styleOf } from "./sign.js";
import { Signer } from "./signer.js";
import { reportFrom, type Start, startResumption, startTeardown } from "./teardown.js";
import type {
  AbortSignalLike,
  CallOptions,
  ClientEvent,
  ClientOptions,
  PreviewOptions,
  SignatureExplanation,
  TeardownOptions,
  TeardownReport,
  TeardownTarget,
  WaitOptions,
  WaitTarget,
} from "./types.js";

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_DEADLINE_MS = 300_000;

/**
 * A client of the traffic-mirror API in one region.
 *
 * @example
 * const client = new TrafficMirrorClient({
 *   regionId: "cn-hongkong",
 *   credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
 * });
 * await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: "tms-j6cla50buc44ap8tu0001" });
 * await client.waitUntilDeleted("tms-j6cla50buc44ap8tu0001");
 */
export class TrafficMirrorClient extends OperationCalls {
  readonly #options: ClientOptions;
  readonly #style: Style;
  readonly #credentials: CredentialsHolder;
  readonly #closing = new (globalThis as unknown as Aborts).AbortController();
  #signer: Signer | undefined;
  #link: Link | undefined;

  /**
   * Throws TrafficMirrorError with INVALID_ENDPOINT or INVALID_CREDENTIALS, or ParameterError, where an option can
   * never work.
   */
  constructor(options: ClientOptions) {
    super();
    this.#options = { ...options };
    if (typeof options.regionId !== "string") {
      throw parameterError("regionId", "is missing");
    }
    this.#style = styleOf(options);
    if (options.format === "XML" && options.signature === "v3") {
      throw parameterError("format", "can be XML with signature v1 only");
    }
    checkMs("timeoutMs", options.timeoutMs);
    checkCounts("retry", options.retry, ["maxAttempts", "baseDelayMs", "maxDelayMs"]);
    checkCounts("rateLimit", options.rateLimit, ["calls", "periodMs"]);
    this.#credentials = new CredentialsHolder(options.credentials);
    const fixed = this.#credentials.fixed;
    if (fixed !== undefined) {
      this.#signer = new Signer({ ...signerOptions(this.#options), credentials: fixed });
    } else {
      // The keys come later; the place to send to is checked now.
      new Signer({
        ...signerOptions(this.#options),
        credentials: { accessKeyId: "unset", accessKeySecret: "unset" },
      }).free();
    }
  }

  /**
   * Any other RPC action of the product: any parameters, any JSON back.
   *
   * @example
   * const answer = await client.call("DescribeVpcs", { PageSize: 10 });
   */
  async call(action: string, params: object, options: CallOptions = {}): Promise<unknown> {
    return await this.run(action, params, options);
  }

  /**
   * Every session, or those that the parameters of ListTrafficMirrorSessions select, over all pages.
   *
   * @example
   * for await (const session of client.sessions()) {
   *   console.log(session.TrafficMirrorSessionId, session.TrafficMirrorSessionStatus);
   * }
   */
  sessions(
    filter: ListTrafficMirrorSessionsParams = {},
    options: CallOptions = {},
  ): AsyncIterable<TrafficMirrorSession> {
    return items(
      (NextToken) =>
        this.listTrafficMirrorSessions({ MaxResults: 100, ...filter, ...next(NextToken) }, options),
      (page) => page.TrafficMirrorSessions,
    );
  }

  /** Every filter, or those that the parameters of ListTrafficMirrorFilters select, over all pages. */
  filters(
    filter: ListTrafficMirrorFiltersParams = {},
    options: CallOptions = {},
  ): AsyncIterable<TrafficMirrorFilter> {
    return items(
      (NextToken) =>
        this.listTrafficMirrorFilters({ MaxResults: 100, ...filter, ...next(NextToken) }, options),
      (page) => page.TrafficMirrorFilters,
    );
  }

  /** Resolves once everything named is `Created`. Rejects with DEADLINE when the time runs out. */
  async waitUntilCreated(what: WaitTarget | WaitTarget[], options: WaitOptions = {}): Promise<void> {
    await this.#wait(false, what, options);
  }

  /**
   * Resolves once everything named is gone: on no page of a full List. Something that was never seen present must be
   * absent twice. Rejects with DEADLINE when the time runs out.
   */
  async waitUntilDeleted(what: WaitTarget | WaitTarget[], options: WaitOptions = {}): Promise<void> {
    await this.#wait(true, what, options);
  }

  /**
   * Deletes the sessions and waits until all are gone. What fails is reported, and stops nothing else; only what makes
   * all of it pointless rejects: refused keys, a wrong endpoint, parameters that can never be right, a failing List.
   *
   * @example
   * const report = await client.teardown({ where: { TrafficMirrorFilterId: "tmf-j6cmls82xnc86vtpe0001" } });
   * console.log(report.deleted.length, "deleted", report.failed.length, "failed");
   */
  async teardown(target: TeardownTarget, options: TeardownOptions = {}): Promise<TeardownReport> {
    return await this.#teardown("teardown", startTeardown(target, options), options);
  }

  /**
   * Goes on from a checkpoint, also in another process; the report is about the whole job. What had failed is tried
   * again. Rejects with CHECKPOINT where the text is damaged or of another API version, region or endpoint.
   */
  async resumeTeardown(checkpoint: string, options: TeardownOptions = {}): Promise<TeardownReport> {
    return await this.#teardown("resumeTeardown", startResumption(checkpoint, options), options);
  }

  /** The region of all calls. */
  get regionId(): string {
    return this.#options.regionId;
  }

  /**
   * As the function `signUrl`, with this client's keys, region and endpoint: for showing a request, or sending it by other
   * means. It is a bearer secret for fifteen minutes.
   */
  async signUrl(
    action: string,
    params: object,
    options: Omit<PreviewOptions, "signature" | "method"> = {},
  ): Promise<string> {
    return await this.#preview(Style.V1_URL, false, action, params, options);
  }

  /** As the function `explainSignature`, with this client's keys, region and endpoint. */
  async explainSignature(
    action: string,
    params: object,
    options: PreviewOptions = {},
  ): Promise<SignatureExplanation> {
    const signature = options.signature ?? this.#options.signature;
    const style = explainedStyle({ signature, method: options.method });
    return JSON.parse(await this.#preview(style, true, action, params, options)) as SignatureExplanation;
  }

  /** Wipes the keys and ends what is in flight. A closed client cannot be used again. */
  close(): void {
    this.#closing.abort(environmentError("this client was closed"));
    this.#signer?.free();
    this.#signer = undefined;
    this.#link?.free();
    this.#credentials.forget();
  }

  protected async run(action: string, params: object, options: CallOptions = {}): Promise<unknown> {
    const input = encodeCall(action, params);
    const text = await this.#drive(action, options, undefined, (core, link) =>
      core.call([input], (wasm, [length = 0]) => wasm.call_new(link, length)),
    );
    return JSON.parse(text);
  }

  async #wait(deleted: boolean, what: WaitTarget | WaitTarget[], options: WaitOptions): Promise<void> {
    checkMs("deadlineMs", options.deadlineMs);
    const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    const ids = (Array.isArray(what) ? what : [what]).map((target) => encodeText(targetText(target)));
    if (ids.includes("!")) {
      throw parameterError("what", "holds half of a surrogate pair, which cannot be encoded");
    }
    const action = deleted ? "waitUntilDeleted" : "waitUntilCreated";
    await this.#drive(action, options, options.onProgress, (core, link) =>
      core.call([ids.join("")], (wasm, [length = 0]) =>
        wasm.wait_new(link, deleted ? 1 : 0, deadlineMs, length),
      ),
    );
  }

  async #teardown(action: string, start: Start, options: TeardownOptions): Promise<TeardownReport> {
    return reportFrom(await this.#drive(action, options, options.onProgress, start, options.checkpoint));
  }

  async #preview(
    style: Style,
    explain: boolean,
    action: string,
    params: object,
    options: PreviewOptions,
  ): Promise<string> {
    await unlessAborted(this.#ready(), [this.#closing.signal]);
    const timestamp = options.timestamp ?? (this.#options.clock ?? hostClock).now();
    return signWith(this.#signer as Signer, style, explain, action, params, { ...options, timestamp });
  }

  async #drive(
    action: string,
    options: CallOptions,
    onProgress: ((progress: never) => void) | undefined,
    start: Start,
    checkpoint?: TeardownOptions["checkpoint"],
  ): Promise<string> {
    checkMs("timeoutMs", options.timeoutMs);
    const { signal } = options;
    const signals = signal === undefined ? [this.#closing.signal] : [signal, this.#closing.signal];
    const link = await unlessAborted(this.#ready(), signals);
    const clock = this.#options.clock ?? hostClock;
    const unwatch = options.onEvent === undefined ? undefined : link.watch();
    const job = drive(
      {
        core: link.core,
        fetch: this.#options.fetch,
        clock,
        timeoutMs: options.timeoutMs ?? this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        signals,
        refresh: async () => {
          await this.#credentials.refresh();
          await this.#ready();
        },
        onEvent: ({ type, ...rest }) => {
          if (type === "progress" || type === "teardown") {
            quietly(onProgress, rest as never);
          } else {
            const event = { at: clock.now(), action, type, ...rest } as ClientEvent;
            quietly(this.#options.onEvent, event);
            quietly(options.onEvent, event);
          }
        },
        onCheckpoint: async (state) => await checkpoint?.(state),
      },
      (core) => start(core, link.handle).value,
    );
    return await job.finally(unwatch);
  }

  /** The link with the keys in force, made anew where they changed or the module had to be replaced. */
  async #ready(): Promise<Link> {
    const credentials = await this.#credentials.current();
    if (this.#closing.signal.aborted) {
      throw this.#closing.signal.reason;
    }
    const options = { ...signerOptions(this.#options), credentials };
    const lost = this.#link === undefined || !this.#link.core.alive;
    if (lost) {
      this.#link = new Link(this.#options, this.#style, this.#credentials.fixed === undefined);
    }
    const link = this.#link as Link;
    if (lost || this.#signer === undefined || !this.#signer.fits(options)) {
      this.#signer?.free();
      this.#signer = undefined;
      this.#signer = new Signer(options);
      link.use(this.#signer);
    }
    return link;
  }
}

interface Aborts {
  AbortController: new () => { signal: AbortSignalLike; abort(reason?: unknown): void };
}

function signerOptions({ regionId, endpoint, format }: ClientOptions) {
  return { regionId, endpoint, format };
}

/** A target as the module names it: a rule as `FILTER/RULE`. What is neither becomes text that it refuses. */
function targetText(target: WaitTarget): string {
  if (typeof target === "string") {
    return target;
  }
  const { TrafficMirrorFilterId, TrafficMirrorFilterRuleId } = target ?? {};
  return `${TrafficMirrorFilterId}/${TrafficMirrorFilterRuleId}`;
}

function next(NextToken: string | undefined): { NextToken?: string } {
  return NextToken === undefined ? {} : { NextToken };
}

/** Watching must not break what is watched. */
function quietly<T>(listener: ((event: T) => void) | undefined, event: T): void {
  try {
    listener?.(event);
  } catch {
    // Documented as ignored.
  }
}

function checkMs(name: string, ms: number | undefined): void {
  if (ms !== undefined && !(Number.isFinite(ms) && ms > 0)) {
    throw parameterError(name, "must be a positive number of milliseconds");
  }
}

/** Each count that is given must be a whole number from 1 to 2^31-1. */
function checkCounts(option: string, value: object | false | undefined, names: readonly string[]): void {
  for (const name of value ? names : []) {
    const count = (value as Record<string, unknown>)[name];
    const whole = Number.isInteger(count) && (count as number) >= 1 && (count as number) < 2 ** 31;
    if (count === undefined ? option === "rateLimit" : !whole) {
      throw parameterError(`${option}.${name}`, "must be a whole number of at least 1");
    }
  }
}

/** The client: one method an operation, and waiting until things are created or gone. */

import { Aborter, unlessAborted } from "./abort.js";
import { checkCounts, checkMs } from "./checks.js";
import { hostClock } from "./clock.js";
import { Job, type Start, Style, starting } from "./core.js";
import { CredentialsHolder } from "./credentials.js";
import { drive } from "./drive.js";
import { environmentError, parameterError } from "./errors.js";
import {
  type CreateTrafficMirrorSessionParams,
  type ListTrafficMirrorFiltersParams,
  type ListTrafficMirrorSessionsParams,
  OperationCalls,
  type TrafficMirrorFilter,
  type TrafficMirrorSession,
} from "./generated/operations.js";
import { Link } from "./link.js";
import { items } from "./listing.js";
import { opened, startClosing, startOpening } from "./open.js";
import { encodeCall, explainedStyle, signWith, styleOf } from "./sign.js";
import { Signer } from "./signer.js";
import { reportFrom, startResumption, startTeardown } from "./teardown.js";
import type {
  CallOptions,
  ClientEvent,
  ClientOptions,
  OpenOptions,
  OpenSession,
  PreviewOptions,
  SignatureExplanation,
  TeardownOptions,
  TeardownReport,
  TeardownTarget,
  WaitOptions,
  WaitTarget,
} from "./types.js";
import { startWait } from "./wait.js";

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_DEADLINE_MS = 300_000;
const DEFAULT_CLOSE_DEADLINE_MS = 120_000;

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
  readonly #closing = new Aborter();
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

  /**
   * Every filter, or those that the parameters of ListTrafficMirrorFilters select, over all pages.
   *
   * @example
   * for await (const filter of client.filters({ TrafficMirrorFilterName: "web" })) {
   *   console.log(filter.TrafficMirrorFilterId);
   * }
   */
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

  /**
   * Resolves once everything named is `Created`. Rejects with DEADLINE when the time runs out.
   *
   * @example
   * const { TrafficMirrorFilterId } = await client.createTrafficMirrorFilter({ TrafficMirrorFilterName: "web" });
   * await client.waitUntilCreated(TrafficMirrorFilterId);
   */
  async waitUntilCreated(what: WaitTarget | WaitTarget[], options: WaitOptions = {}): Promise<void> {
    await this.#wait(false, what, options);
  }

  /**
   * Resolves once everything named is gone: on no page of a full List. Something that was never seen present must be
   * absent twice. Rejects with DEADLINE when the time runs out.
   *
   * @example
   * await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: "tms-j6cla50buc44ap8tu0001" });
   * await client.waitUntilDeleted("tms-j6cla50buc44ap8tu0001", { deadlineMs: 60_000 });
   */
  async waitUntilDeleted(what: WaitTarget | WaitTarget[], options: WaitOptions = {}): Promise<void> {
    await this.#wait(true, what, options);
  }

  /**
   * Creates a session, waits until it is `Created`, and deletes it again when closed or disposed. An opening that fails
   * or is aborted leaves none: where its create may have taken effect, the session is deleted and waited for until it is
   * gone, and only then is the error, or the signal's reason, thrown. Rejects with LEFT_BEHIND where that cannot be done
   * within `closeDeadlineMs`. The signal governs the opening only.
   *
   * @example
   * await using session = await client.openSession({
   *   TrafficMirrorFilterId: "tmf-j6cmls82xnc86vtpe0001",
   *   TrafficMirrorSourceIds: ["eni-j6c8znm5l1yt4sox0001"],
   *   TrafficMirrorTargetId: "eni-j6c2fp57q8rr47rp0001",
   *   TrafficMirrorTargetType: "NetworkInterface",
   *   Priority: 1,
   * });
   */
  async openSession(
    params: CreateTrafficMirrorSessionParams,
    options: OpenOptions = {},
  ): Promise<OpenSession> {
    checkMs("deadlineMs", options.deadlineMs);
    checkMs("closeDeadlineMs", options.closeDeadlineMs);
    const { deadlineMs = DEFAULT_DEADLINE_MS, closeDeadlineMs = DEFAULT_CLOSE_DEADLINE_MS } = options;
    const start = startOpening(params, deadlineMs, closeDeadlineMs);
    const text = await this.#drive("openSession", options, options.onProgress, start);
    const { timeoutMs } = options;
    return opened(text, (id) =>
      this.#drive("closeSession", { timeoutMs }, undefined, startClosing(id, closeDeadlineMs)),
    );
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
   *
   * @example
   * let state = "";
   * await client.teardown({ all: true }, { checkpoint: (text) => { state = text; } });
   * const report = await client.resumeTeardown(state);
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
    const text = await this.#drive(action, options, undefined, starting(Job.CALL, input));
    return JSON.parse(text);
  }

  async #wait(deleted: boolean, what: WaitTarget | WaitTarget[], options: WaitOptions): Promise<void> {
    checkMs("deadlineMs", options.deadlineMs);
    const start = startWait(deleted, what, options.deadlineMs ?? DEFAULT_DEADLINE_MS);
    const action = deleted ? "waitUntilDeleted" : "waitUntilCreated";
    await this.#drive(action, options, options.onProgress, start);
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
    const closing = this.#closing.signal;
    const link =
      this.#readied() ??
      (await unlessAborted(this.#ready(), signal === undefined ? [closing] : [signal, closing]));
    const clock = this.#options.clock ?? hostClock;
    const unwatch = options.onEvent === undefined ? undefined : link.watch();
    const job = drive(
      {
        core: link.core,
        fetch: this.#options.fetch,
        clock,
        timeoutMs: options.timeoutMs ?? this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        signal,
        closing,
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
    return await (unwatch === undefined ? job : job.finally(unwatch));
  }

  /** The link where nothing has to be asked or made: the keys are fixed, and the module is the one that has them. */
  #readied(): Link | undefined {
    const link = this.#link;
    const usable = this.#credentials.fixed !== undefined && this.#signer !== undefined && link?.core.alive;
    return usable ? link : undefined;
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

function signerOptions({ regionId, endpoint, format }: ClientOptions) {
  return { regionId, endpoint, format };
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

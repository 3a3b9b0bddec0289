/** The client: one method an operation, and waiting until things are created or gone. */

import { checkMs, checkObject } from "./checks.js";
import { Job, Style, starting } from "./core.js";
import { CLOSE_DEADLINE_MS, DEADLINE_MS } from "./defaults.js";
import { CLOSING } from "./drive.js";
import { Engine } from "./engine.js";
import {
  type CreateTrafficMirrorSessionParams,
  type ListTrafficMirrorFiltersParams,
  type ListTrafficMirrorSessionsParams,
  OperationCalls,
  type TrafficMirrorFilter,
  type TrafficMirrorSession,
} from "./generated/operations.js";
import { items } from "./listing.js";
import { opened, startClosing, startOpening } from "./open.js";
import { encodeCall, explainedStyle } from "./sign.js";
import { reportFrom, startResumption, startTeardown } from "./teardown.js";
import type {
  CallOptions,
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
  readonly #engine: Engine;

  /**
   * Throws TrafficMirrorError with INVALID_ENDPOINT or INVALID_CREDENTIALS, or ParameterError, where an option can
   * never work.
   */
  constructor(options: ClientOptions) {
    super();
    this.#engine = new Engine(options);
  }

  /**
   * Any other RPC action of the product: any parameters, any JSON back. What may have changed something (its name begins
   * with none of Describe, List, Get and Query) is not repeated after an attempt of unknown fate, unless the parameters
   * have a `ClientToken`.
   *
   * @example
   * const answer = await client.call("DescribeVpcs", { PageSize: 10 });
   */
  call(action: string, params: object, options?: CallOptions): Promise<unknown> {
    return this.run(action, params, options);
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
    options?: CallOptions,
  ): AsyncIterable<TrafficMirrorSession> {
    return items(
      filter,
      (params) => this.listTrafficMirrorSessions(params, options),
      (page) => page.TrafficMirrorSessions,
      options?.signal,
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
    options?: CallOptions,
  ): AsyncIterable<TrafficMirrorFilter> {
    return items(
      filter,
      (params) => this.listTrafficMirrorFilters(params, options),
      (page) => page.TrafficMirrorFilters,
      options?.signal,
    );
  }

  /**
   * Resolves once everything named is `Created`. Rejects with DEADLINE when the time runs out. Once the service has answered,
   * a failure that may pass does not end the wait before that, unless `retry` is `false`.
   *
   * @example
   * const { TrafficMirrorFilterId } = await client.createTrafficMirrorFilter({ TrafficMirrorFilterName: "web" });
   * await client.waitUntilCreated(TrafficMirrorFilterId);
   */
  waitUntilCreated(what: WaitTarget | WaitTarget[], options?: WaitOptions): Promise<void> {
    return this.#wait("waitUntilCreated", what, options);
  }

  /**
   * Resolves once everything named is gone: on no page of a full List. Something that was never seen present must be
   * absent twice. Rejects, and outlasts failures, as {@link TrafficMirrorClient.waitUntilCreated} does.
   *
   * @example
   * await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: "tms-j6cla50buc44ap8tu0001" });
   * await client.waitUntilDeleted("tms-j6cla50buc44ap8tu0001", { deadlineMs: 60_000 });
   */
  waitUntilDeleted(what: WaitTarget | WaitTarget[], options?: WaitOptions): Promise<void> {
    return this.#wait("waitUntilDeleted", what, options);
  }

  /**
   * Creates a session, waits until it is `Created`, and deletes it again when closed or disposed. An opening that fails
   * or is aborted leaves none: where its create may have taken effect, the session is deleted and waited for until it is
   * gone, and only then is the error, or the signal's reason, thrown. Rejects with LEFT_BEHIND where that cannot be done
   * within `closeDeadlineMs`. The signal governs the opening only.
   *
   * `params` may be of any type, so that what is read from a file or made by a program can be handed over; they are checked
   * before anything is sent.
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
    params: CreateTrafficMirrorSessionParams | object,
    options: OpenOptions = {},
  ): Promise<OpenSession> {
    checkObject("options", options);
    const { deadlineMs = DEADLINE_MS, closeDeadlineMs = CLOSE_DEADLINE_MS, timeoutMs } = options;
    checkMs("deadlineMs", deadlineMs);
    checkMs("closeDeadlineMs", closeDeadlineMs);
    const start = startOpening(params, deadlineMs, closeDeadlineMs);
    const text = await this.#engine.run("openSession", start, options);
    return opened(text, (id) => this.#engine.run(CLOSING, startClosing(id, closeDeadlineMs), { timeoutMs }));
  }

  /**
   * Deletes the sessions and waits until all are gone. What may succeed later (an object that is busy, throttling, an
   * outage) is tried again for a quarter of an hour. What fails is reported, and stops nothing else; only what makes
   * all of it pointless rejects: refused keys, a wrong endpoint, parameters that can never be right, a failing List.
   *
   * @example
   * const report = await client.teardown({ where: { TrafficMirrorFilterId: "tmf-j6cmls82xnc86vtpe0001" } });
   * console.log(report.deleted.length, "deleted", report.failed.length, "failed");
   */
  async teardown(target: TeardownTarget, options: TeardownOptions = {}): Promise<TeardownReport> {
    return reportFrom(await this.#engine.run("teardown", startTeardown(target, options), options));
  }

  /**
   * Goes on from a checkpoint, also in another process; the report is about the whole job. What had failed is tried
   * again. It has to be with keys of the same account, which a checkpoint does not know. Rejects with CHECKPOINT where the text is damaged or of another API version, region or endpoint.
   *
   * @example
   * let state = "";
   * await client.teardown({ all: true }, { checkpoint: (text) => { state = text; } });
   * const report = await client.resumeTeardown(state);
   */
  async resumeTeardown(checkpoint: string, options: TeardownOptions = {}): Promise<TeardownReport> {
    return reportFrom(
      await this.#engine.run("resumeTeardown", startResumption(checkpoint, options), options),
    );
  }

  /** The region of all calls. */
  get regionId(): string {
    return this.#engine.options.regionId;
  }

  /**
   * As the function `signUrl`, with this client's keys, region and endpoint: for showing a request, or sending it by other
   * means. It is a bearer secret for fifteen minutes.
   */
  signUrl(
    action: string,
    params: object,
    options: Omit<PreviewOptions, "signature" | "method"> = {},
  ): Promise<string> {
    return this.#engine.preview(Style.V1_URL, false, action, params, options);
  }

  /** As the function `explainSignature`, with this client's keys, region and endpoint. */
  async explainSignature(
    action: string,
    params: object,
    options: PreviewOptions = {},
  ): Promise<SignatureExplanation> {
    checkObject("options", options);
    const signature = options.signature ?? this.#engine.options.signature;
    const style = explainedStyle({ signature, method: options.method });
    const text = await this.#engine.preview(style, true, action, params, options);
    return JSON.parse(text) as SignatureExplanation;
  }

  /** Wipes the keys and ends what is in flight. A closed client cannot be used again. */
  close(): void {
    this.#engine.close();
  }

  protected async run(action: string, params: object, options: CallOptions = {}): Promise<unknown> {
    const input = encodeCall(action, params);
    return JSON.parse(await this.#engine.run(action, starting(Job.CALL, input), options));
  }

  async #wait(
    action: "waitUntilCreated" | "waitUntilDeleted",
    what: WaitTarget | WaitTarget[],
    options: WaitOptions = {},
  ): Promise<void> {
    checkObject("options", options);
    const { deadlineMs = DEADLINE_MS } = options;
    checkMs("deadlineMs", deadlineMs);
    const kind = action === "waitUntilCreated" ? Job.WAIT_UNTIL_CREATED : Job.WAIT_UNTIL_GONE;
    await this.#engine.run(action, startWait(kind, what, deadlineMs), options);
  }
}

/**
 * The errors of this package. Their stable `code` is for `switch`. Fields are declared, since the constructors write all of
 * them, and a bundle needs no list beside.
 */

import { hints } from "./hints.js";

export type ErrorCode =
  | "INVALID_PARAMETER"
  | "INVALID_ENDPOINT"
  | "INVALID_CREDENTIALS"
  | "SERVICE"
  | "TRANSPORT"
  | "TIMEOUT"
  | "BAD_RESPONSE"
  | "DRY_RUN_EXECUTED"
  | "DEADLINE"
  | "CHECKPOINT"
  | "LEFT_BEHIND"
  | "ENVIRONMENT";

/** What the wasm module says of an error. */
export interface ErrorData {
  code: ErrorCode;
  message: string;
  retryable: boolean;
  hint?: string | undefined;
  issues?: { parameter: string; problem: string }[];
  status?: number;
  serviceCode?: string;
  kind?: ServiceError["kind"];
  action?: string;
  requestId?: string;
  hostId?: string;
  recommend?: string;
  sessionId?: string;
  cause?: ErrorData;
}

/** Brands, so that `instanceof` also holds across copies of this package (an ESM and a CJS one may be loaded at once). */
const brands = Symbol.for("alicloud-traffic-mirror.errors");

/**
 * What functions and client refuse or fail with. `hint` is ours: what the user can do. After an abort they reject with the
 * signal's reason instead, and the emulator throws plain errors.
 *
 * @example
 * try {
 *   signUrl("DescribeVpcs", {}, { endpoint: "http://vpc.example.com", credentials: { accessKeyId: "a", accessKeySecret: "b" } });
 * } catch (error) {
 *   if (error instanceof TrafficMirrorError) console.log(error.code, error.hint); // INVALID_ENDPOINT
 * }
 */
export class TrafficMirrorError extends Error {
  /** @internal Hosts print an error that nobody catches by its class's name, which bundlers change. */
  static override readonly name: string = "TrafficMirrorError";
  /** @internal The name in a place of its own, which a subclass by others inherits. */
  static readonly brand: string = "TrafficMirrorError";
  // biome-ignore-start lint/complexity/noThisInStatic: the class that is asked may be one of those below, or one by others.
  static override [Symbol.hasInstance](value: unknown): boolean {
    // One by others inherits the brand, and what carries that need not be of its class.
    if (!Object.hasOwn(this, "brand")) {
      return super[Symbol.hasInstance](value);
    }
    const carried = (value as { [brands]?: unknown } | null | undefined)?.[brands];
    return Array.isArray(carried) && carried.includes(this.brand);
  }
  // biome-ignore-end lint/complexity/noThisInStatic: the class that is asked may be one of those below, or one by others.
  declare readonly code: ErrorCode;
  /** Whether the same call can succeed later without anything being changed. */
  declare readonly retryable: boolean;
  declare readonly hint?: string;

  constructor(data: ErrorData) {
    super(data.message);
    const { brand } = new.target;
    this.code = data.code;
    this.retryable = data.retryable;
    // The field is there in any case, and undefined where it has no value.
    this.hint = data.hint as string;
    this.name = brand;
    Object.defineProperty(this, brands, { value: [TrafficMirrorError.brand, brand], configurable: true });
  }
}

/**
 * Parameters that can never be right; nothing was sent.
 *
 * @example
 * try {
 *   await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: "" });
 * } catch (error) {
 *   if (error instanceof ParameterError) console.log(error.issues[0].parameter); // TrafficMirrorSessionId
 * }
 */
export class ParameterError extends TrafficMirrorError {
  /** @internal */
  static override readonly name = "ParameterError";
  /** @internal */
  static override readonly brand = "ParameterError";
  declare readonly issues: { parameter: string; problem: string }[];

  constructor(data: ErrorData) {
    super(data);
    this.issues = data.issues ?? [];
  }
}

/**
 * The service refused. What it said is verbatim but for secrets.
 *
 * @example
 * try {
 *   await client.deleteTrafficMirrorFilter({ TrafficMirrorFilterId: "tmf-j6cmls82xnc86vtpe0001" });
 * } catch (error) {
 *   if (error instanceof ServiceError && error.kind === "dependency") console.log("a session uses it still");
 * }
 */
export class ServiceError extends TrafficMirrorError {
  /** @internal */
  static override readonly name = "ServiceError";
  /** @internal */
  static override readonly brand = "ServiceError";
  declare readonly status: number;
  /** The service's own code, such as `IncorrectStatus.TrafficMirrorSession`. */
  declare readonly serviceCode: string;
  declare readonly requestId?: string;
  declare readonly hostId?: string;
  /** Where the service's own diagnosis is, if it names one. */
  declare readonly recommend?: string;
  declare readonly action: string;
  declare readonly kind:
    | "auth"
    | "clock"
    | "throttled"
    | "busy"
    | "not-found"
    | "conflict"
    | "quota"
    | "dependency"
    | "invalid"
    | "unavailable"
    | "other";

  constructor(data: ErrorData) {
    const serviceCode = data.serviceCode ?? "";
    super({ ...data, hint: hints().get(serviceCode) });
    this.status = data.status ?? 0;
    this.serviceCode = serviceCode;
    this.requestId = data.requestId as string;
    this.hostId = data.hostId as string;
    this.recommend = data.recommend as string;
    this.action = data.action ?? "";
    this.kind = data.kind ?? "other";
  }
}

/**
 * No answer came: the connection failed, the time ran out, or a redirect came instead.
 *
 * @example
 * try {
 *   await client.listTrafficMirrorSessions({}, { timeoutMs: 3_000 });
 * } catch (error) {
 *   if (error instanceof TransportError) console.log(error.code); // TRANSPORT or TIMEOUT
 * }
 */
export class TransportError extends TrafficMirrorError {
  /** @internal */
  static override readonly name = "TransportError";
  /** @internal */
  static override readonly brand = "TransportError";
}

/**
 * An answer came that is not one of this service: HTML, empty, cut short, or of the wrong form.
 *
 * @example
 * try {
 *   parseResponse("DeleteTrafficMirrorSession", { status: 502, body: "<html>" });
 * } catch (error) {
 *   if (error instanceof ResponseError) console.log(error.status); // 502
 * }
 */
export class ResponseError extends TrafficMirrorError {
  /** @internal */
  static override readonly name = "ResponseError";
  /** @internal */
  static override readonly brand = "ResponseError";
  declare readonly status: number;

  constructor(data: ErrorData) {
    super(data);
    this.status = data.status ?? 0;
  }
}

/**
 * A session that should be gone, and may not be: left behind, it goes on copying traffic and being billed. `message` says
 * which, and why it could not be deleted; `cause` is why it was to be deleted, such as an abort's reason, where that was
 * not the caller's wish.
 *
 * @example
 * try {
 *   const session = await client.openSession({
 *     TrafficMirrorFilterId: "tmf-j6cmls82xnc86vtpe0001",
 *     TrafficMirrorSourceIds: ["eni-j6c8znm5l1yt4sox0001"],
 *     TrafficMirrorTargetId: "eni-j6c2fp57q8rr47rp0001",
 *     TrafficMirrorTargetType: "NetworkInterface",
 *     Priority: 1,
 *   });
 *   await session.close();
 * } catch (error) {
 *   if (error instanceof LeftBehindError) console.log("still there:", error.sessionId ?? error.message);
 * }
 */
export class LeftBehindError extends TrafficMirrorError {
  /** @internal */
  static override readonly name = "LeftBehindError";
  /** @internal */
  static override readonly brand = "LeftBehindError";
  /** Where it is known; else `message` says what to look for. */
  declare readonly sessionId?: string;

  constructor(data: ErrorData, cause: unknown) {
    super({ hint: "Look for the session, and delete it.", ...data });
    this.sessionId = data.sessionId as string;
    Object.defineProperty(this, "cause", { value: cause, configurable: true, writable: true });
  }
}

/** The error that the wasm module describes. */
export function errorFrom(data: ErrorData): TrafficMirrorError {
  switch (data.code) {
    case "INVALID_PARAMETER":
      return new ParameterError(data);
    case "SERVICE":
      return new ServiceError(data);
    case "TRANSPORT":
    case "TIMEOUT":
      return new TransportError(data);
    case "BAD_RESPONSE":
      return new ResponseError(data);
    case "LEFT_BEHIND":
      return new LeftBehindError(data, data.cause && errorFrom(data.cause));
    default:
      return new TrafficMirrorError(data);
  }
}

/** What is said of a session whose deletion could not even begin. */
export function leftBehind(sessionId: string, cause: unknown): LeftBehindError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `the session ${sessionId} may be left behind: ${why}`;
  return new LeftBehindError({ code: "LEFT_BEHIND", message, retryable: false, sessionId }, cause);
}

/** An error of the surroundings: no wasm, no fetch, a closed client. */
export function environmentError(message: string, hint?: string): TrafficMirrorError {
  return new TrafficMirrorError({
    code: "ENVIRONMENT",
    message,
    retryable: false,
    hint,
  });
}

/** A mistake in what a caller passed, found on this side. */
export function parameterError(parameter: string, problem: string): ParameterError {
  return new ParameterError({
    code: "INVALID_PARAMETER",
    message: `${parameter} ${problem}`,
    retryable: false,
    issues: [{ parameter, problem }],
  });
}

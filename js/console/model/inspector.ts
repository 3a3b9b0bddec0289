/** The request inspector: an operation, its parameters, the signature, the answer, and why a signature was refused. */

import {
  diagnoseSignature,
  type OperationSpec,
  operations,
  type SignatureDiagnosis,
  type SignatureExplanation,
  type TrafficMirrorClient,
} from "alicloud-traffic-mirror";
import { blankForm, type FieldMap, paramsOf } from "./form.js";

/** How to sign: the URL, the form, or the headers of V3. */
export type Method = "url" | "form" | "v3";

export interface Signed {
  /** A URL is signed by V1 alone. */
  url?: string;
  explanation: SignatureExplanation;
}

export type Answer =
  | { state: "sending" }
  | { state: "done"; value: unknown }
  | { state: "failed"; error: unknown };

export class Inspector {
  operation: OperationSpec;
  fields: FieldMap;
  method: Method = "url";
  nonce = "";
  timestamp = "";
  signed: Signed | undefined;
  answer: Answer | undefined;
  /** Whether key and signature are shown. */
  revealed = false;
  /** Whether the browser did not let the URL be copied. */
  uncopied = false;
  error: unknown;
  message = "";
  diagnosis: SignatureDiagnosis | undefined;
  /** Whether it is asked if a call that changes things is to be sent. */
  asking = false;

  readonly #changed: () => void;
  /** Counts what was to be signed, so that what comes late is not shown in another one's place. */
  #turn = 0;
  #sending: AbortController | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.operation = named("ListTrafficMirrorSessions");
    this.fields = blankForm(this.operation.params);
  }

  /** Forgets what was signed and answered, and ends what is being sent. */
  clear(): void {
    this.#sending?.abort();
    this.#sending = undefined;
    this.answer = undefined;
    this.asking = false;
    this.#outdate();
  }

  /** Forgets what was signed: the request is another now. What was sent goes on, and its answer stays. */
  #outdate(): void {
    this.#turn += 1;
    this.signed = undefined;
    this.error = undefined;
    this.diagnosis = undefined;
    this.revealed = false;
    this.uncopied = false;
    this.#changed();
  }

  choose(name: string): void {
    this.operation = named(name);
    this.fields = blankForm(this.operation.params);
    this.clear();
  }

  set(
    change: Partial<
      Pick<Inspector, "method" | "nonce" | "timestamp" | "revealed" | "uncopied" | "message" | "asking">
    >,
  ): void {
    Object.assign(this, change);
    if ("method" in change || "nonce" in change || "timestamp" in change) {
      this.#outdate();
    }
    this.#changed();
  }

  /** A field was changed in place. */
  edited(): void {
    this.#outdate();
  }

  get params(): Record<string, unknown> {
    return paramsOf(this.operation.params, this.fields);
  }

  /** Whether sending needs to be confirmed: dry runs and reads change nothing. */
  get changesThings(): boolean {
    return this.operation.kind === "write" && !this.isDryRun;
  }

  private get isDryRun(): boolean {
    const { DryRun } = this.params;
    return this.operation.dryRun && DryRun === true;
  }

  /** Signs, and sends nothing. URL and explanation are of one nonce and time. */
  async sign(client: TrafficMirrorClient): Promise<void> {
    this.#outdate();
    const turn = this.#turn;
    try {
      const signed = await this.#signed(client, this.params, this.method, this.nonce, this.timestamp);
      if (turn === this.#turn) {
        this.signed = signed;
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.error = error;
      }
    }
    this.#changed();
  }

  /** Sends the call. The client signs it, and each attempt anew: it is not the request that was signed to be shown. */
  async send(client: TrafficMirrorClient): Promise<void> {
    this.asking = false;
    this.#sending?.abort();
    const sending = new AbortController();
    this.#sending = sending;
    let answer: Answer = { state: "sending" };
    this.answer = answer;
    this.#changed();
    try {
      answer = { state: "done", value: await client.call(this.operation.name, this.params, sending) };
    } catch (error) {
      answer = { state: "failed", error };
    }
    if (sending === this.#sending) {
      this.answer = answer;
      this.#changed();
    }
  }

  /** Compares the message with this request, signed as the message says it was: by its method, nonce and time. */
  async diagnose(client: TrafficMirrorClient): Promise<void> {
    const message = plain(this.message);
    const turn = this.#turn;
    const said = readMessage(message);
    try {
      const { explanation } = await this.#signed(
        client,
        { ...said.token, ...this.params },
        said.method ?? this.method,
        said.nonce ?? this.nonce,
        said.timestamp ?? this.timestamp,
        this.signed,
      );
      if (turn === this.#turn) {
        this.diagnosis = diagnoseSignature(explanation, message);
        this.error = undefined;
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.error = error;
      }
    }
    this.#changed();
  }

  /** What is signed already is taken where nothing else is asked for. */
  async #signed(
    client: TrafficMirrorClient,
    params: Record<string, unknown>,
    method: Method,
    nonce: string,
    timestamp: string,
    signed?: Signed,
  ): Promise<Signed> {
    if (signed !== undefined && nonce === "" && timestamp === "" && method === this.method) {
      return signed;
    }
    const { name } = this.operation;
    const given = timestamp === "" ? {} : { timestamp: Date.parse(timestamp) };
    const options = { nonce: nonce || randomNonce(), ...given };
    if (method !== "url") {
      const style =
        method === "v3" ? ({ signature: "v3" } as const) : ({ signature: "v1", method: "POST" } as const);
      return { explanation: await client.explainSignature(name, params, { ...options, ...style }) };
    }
    const url = await client.signUrl(name, params, options);
    // The client's clock need not be this page's: the URL says what time it was.
    const then = new URL(url).searchParams.get("Timestamp") ?? "";
    const explanation = await client.explainSignature(name, params, {
      ...options,
      timestamp: Date.parse(then),
      signature: "v1",
    });
    return { url, explanation };
  }
}

/** What the server's message tells of the request that it refused. */
export interface Said {
  method?: Method;
  nonce?: string;
  timestamp?: string;
  /** The client makes one where none is given, so it is taken from the message. */
  token?: { ClientToken: string };
}

/** Reads what the message echoes: V1's string to sign, or the headers of V3 in its canonical request. */
export function readMessage(message: string): Said {
  const token = /ClientToken(?:%3D|=)([\w.-]{1,64})/.exec(message)?.[1];
  const echo = /\b(GET|POST)&%2F&([^\s"'<>\\]+)/.exec(message);
  const pairs = new URLSearchParams(decode(echo?.[2] ?? "").replaceAll("+", "%2B"));
  // Line ends of V3 may be escaped as those of JSON are.
  const header = (name: string) => new RegExp(`${name}:([^\\s\\\\&]+)`).exec(message)?.[1];
  const nonce = pairs.get("SignatureNonce") ?? header("x-acs-signature-nonce");
  const timestamp = pairs.get("Timestamp") ?? header("x-acs-date");
  return {
    ...methodOf(message, echo?.[1]),
    ...(nonce && { nonce }),
    ...(timestamp && { timestamp }),
    ...(token && { token: { ClientToken: token } }),
  };
}

function methodOf(message: string, verb: string | undefined): { method?: Method } {
  if (verb !== undefined) {
    return { method: verb === "POST" ? "form" : "url" };
  }
  return /ACS3-HMAC-SHA256|x-acs-signature-nonce/.test(message) ? { method: "v3" } : {};
}

/** The ampersands of a message that was copied out of XML, HTML or JSON. */
function plain(message: string): string {
  return message.replaceAll(/&(?:amp|#38|#x26);|\\u0026/gi, "&");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function named(name: string): OperationSpec {
  const operation = operations.find((one) => one.name === name);
  if (operation === undefined) {
    throw new RangeError(`no operation ${name}`);
  }
  return operation;
}

function randomNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

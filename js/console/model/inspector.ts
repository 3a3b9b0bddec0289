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
  error: unknown;
  message = "";
  diagnosis: SignatureDiagnosis | undefined;
  /** Whether it is asked if a call that changes things is to be sent. */
  asking = false;

  readonly #changed: () => void;
  /** Counts what was signed or sent, so that an answer that comes late is not shown in another one's place. */
  #turn = 0;
  #sending: AbortController | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.operation = named("ListTrafficMirrorSessions");
    this.fields = blankForm(this.operation.params);
  }

  /** Forgets what was signed and answered, and ends what is being sent. */
  clear(): void {
    this.#turn += 1;
    this.#sending?.abort();
    this.signed = undefined;
    this.answer = undefined;
    this.error = undefined;
    this.diagnosis = undefined;
    this.revealed = false;
    this.asking = false;
    this.#changed();
  }

  choose(name: string): void {
    this.operation = named(name);
    this.fields = blankForm(this.operation.params);
    this.clear();
  }

  set(
    change: Partial<Pick<Inspector, "method" | "nonce" | "timestamp" | "revealed" | "message" | "asking">>,
  ): void {
    Object.assign(this, change);
    this.#changed();
  }

  /** A field was changed in place. */
  edited(): void {
    this.#changed();
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
    this.clear();
    const turn = this.#turn;
    try {
      const signed = await this.#signed(client, this.method, this.nonce, this.timestamp);
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

  async send(client: TrafficMirrorClient): Promise<void> {
    this.asking = false;
    await this.sign(client);
    if (this.error !== undefined) {
      return;
    }
    const turn = this.#turn;
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
    if (turn === this.#turn) {
      this.answer = answer;
      this.#changed();
    }
  }

  /** Compares the message with this request, signed as the message says it was: by its method, nonce and time. */
  async diagnose(client: TrafficMirrorClient): Promise<void> {
    const { message } = this;
    const turn = this.#turn;
    const said = readMessage(message);
    try {
      const { explanation } = await this.#signed(
        client,
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
      this.error = error;
    }
    this.#changed();
  }

  /** What is signed already is taken where nothing else is asked for. */
  async #signed(
    client: TrafficMirrorClient,
    method: Method,
    nonce: string,
    timestamp: string,
    signed?: Signed,
  ): Promise<Signed> {
    if (signed !== undefined && nonce === "" && timestamp === "" && method === this.method) {
      return signed;
    }
    const { name } = this.operation;
    const { params } = this;
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

/** What the echo of a string to sign tells of the request. */
export function readMessage(message: string): { method?: Method; nonce?: string; timestamp?: string } {
  const echo = /\b(GET|POST)&%2F&(\S+)/.exec(message);
  if (echo === null) {
    return message.includes("ACS3-HMAC-SHA256") ? { method: "v3" } : {};
  }
  const pairs = new URLSearchParams(decode(echo[2] ?? "").replaceAll("+", "%2B"));
  const nonce = pairs.get("SignatureNonce");
  const timestamp = pairs.get("Timestamp");
  return {
    method: echo[1] === "POST" ? "form" : "url",
    ...(nonce && { nonce }),
    ...(timestamp && { timestamp }),
  };
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

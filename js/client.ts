/** The client: one method an operation, and waiting until things are created or gone. */

import { hostClock } from "./clock.js";
import { type Core, WATCHED } from "./core.js";
import { CredentialsHolder } from "./credentials.js";
import { drive } from "./drive.js";
import { encodeText } from "./encode.js";
import { environmentError, parameterError } from "./errors.js";
import { OperationCalls } from "./generated/operations.js";
import { encodeCall, styleOf } from "./sign.js";
import { Signer } from "./signer.js";
import type {
  AbortSignalLike,
  CallOptions,
  ClientEvent,
  ClientOptions,
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
  /** The style of requests, plus {@link WATCHED} where somebody takes events. */
  readonly #style: number;
  readonly #credentials: CredentialsHolder;
  readonly #closing = new (globalThis as unknown as Aborts).AbortController();
  #signer: Signer | undefined;

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
    this.#style = styleOf(options) + (options.onEvent === undefined ? 0 : WATCHED);
    if (options.format === "XML" && options.signature === "v3") {
      throw parameterError("format", "can be XML with signature v1 only");
    }
    checkMs("timeoutMs", options.timeoutMs);
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

  /** Wipes the keys and ends what is in flight. A closed client cannot be used again. */
  close(): void {
    this.#closing.abort(environmentError("this client was closed"));
    this.#signer?.free();
    this.#signer = undefined;
    this.#credentials.forget();
  }

  protected async run(action: string, params: object, options: CallOptions = {}): Promise<unknown> {
    const input = encodeCall(action, params);
    const text = await this.#drive(action, options, undefined, (core, signer) =>
      core.call([input], (wasm, [length = 0]) => wasm.call_new(signer, this.#style, length)),
    );
    return JSON.parse(text);
  }

  async #wait(deleted: boolean, what: WaitTarget | WaitTarget[], options: WaitOptions): Promise<void> {
    checkMs("deadlineMs", options.deadlineMs);
    const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    const ids = (Array.isArray(what) ? what : [what]).map((target) => {
      if (typeof target !== "string") {
        throw parameterError("what", "must be the id of a session (tms-…) or a filter (tmf-…)");
      }
      return encodeText(target);
    });
    if (ids.includes("!")) {
      throw parameterError("what", "holds half of a surrogate pair, which cannot be encoded");
    }
    const action = deleted ? "waitUntilDeleted" : "waitUntilCreated";
    await this.#drive(action, options, options.onProgress, (core, signer) =>
      core.call([ids.join("")], (wasm, [length = 0]) =>
        wasm.wait_new(signer, this.#style, deleted ? 1 : 0, deadlineMs, length),
      ),
    );
  }

  async #drive(
    action: string,
    options: CallOptions,
    onProgress: WaitOptions["onProgress"],
    start: (core: Core, signer: number) => { value: number },
  ): Promise<string> {
    checkMs("timeoutMs", options.timeoutMs);
    const { signal } = options;
    const signals = signal === undefined ? [this.#closing.signal] : [signal, this.#closing.signal];
    for (const { aborted, reason } of signals) {
      if (aborted) {
        throw reason ?? new Error("aborted");
      }
    }
    const signer = await this.#ready();
    const clock = this.#options.clock ?? hostClock;
    return await drive(
      {
        core: signer.core,
        fetch: this.#options.fetch,
        clock,
        timeoutMs: options.timeoutMs ?? this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        signals,
        onEvent: ({ type, ...rest }) => {
          if (type === "progress") {
            quietly(onProgress, rest as never);
          } else {
            quietly(this.#options.onEvent, { at: clock.now(), action, type, ...rest } as ClientEvent);
          }
        },
      },
      (core) => start(core, signer.handle).value,
    );
  }

  /** The signer with the keys in force, made anew where they changed or the module had to be replaced. */
  async #ready(): Promise<Signer> {
    const credentials = this.#credentials.fixed ?? (await this.#credentials.fetch());
    if (this.#closing.signal.aborted) {
      throw this.#closing.signal.reason;
    }
    const options = { ...signerOptions(this.#options), credentials };
    if (this.#signer === undefined || !this.#signer.fits(options)) {
      this.#signer?.free();
      this.#signer = undefined;
      this.#signer = new Signer(options);
    }
    return this.#signer;
  }
}

interface Aborts {
  AbortController: new () => { signal: AbortSignalLike; abort(reason?: unknown): void };
}

function signerOptions({ regionId, endpoint, format }: ClientOptions) {
  return { regionId, endpoint, format };
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

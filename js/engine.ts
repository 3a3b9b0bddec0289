/** What the calls of one client share: options, keys, the link, and what ends all of it. */

import { Aborter, throwIfAborted, unlessAborted } from "./abort.js";
import { checkFunction, checkMs, checkObject, checkSignal } from "./checks.js";
import { hostClock, steady } from "./clock.js";
import type { Start, Style } from "./core.js";
import { CredentialsHolder } from "./credentials.js";
import { TIMEOUT_MS } from "./defaults.js";
import { drive, type Order, type Surroundings } from "./drive.js";
import { environmentError, parameterError } from "./errors.js";
import { type Limits, Link, limitsOf } from "./link.js";
import { signWith, styleOf } from "./sign.js";
import { Signer, type SignerOptions } from "./signer.js";
import type {
  CallOptions,
  ClientEvent,
  ClientOptions,
  Clock,
  Credentials,
  Fetch,
  PreviewOptions,
  TeardownOptions,
} from "./types.js";

/** What any of the client's methods takes. */
interface RunOptions extends CallOptions {
  onProgress?: ((progress: never) => void) | undefined;
  checkpoint?: TeardownOptions["checkpoint"];
}

export class Engine implements Surroundings {
  /** Without the keys, which a closed client forgets. */
  readonly options: Omit<ClientOptions, "credentials">;
  readonly fetch: Fetch | undefined;
  readonly clock: Clock;
  readonly closing = new Aborter();
  readonly #style: Style;
  readonly #credentials: CredentialsHolder;
  /** How many calls wait for keys. */
  #waiting = 0;
  #signer: Signer | undefined;
  readonly #limits: Limits;
  #link: Link | undefined;

  constructor(options: ClientOptions) {
    checkObject("options", options);
    // By their names: an endpoint that is inherited counts as well.
    const { credentials, regionId, endpoint, format, signature, timeoutMs, onEvent } = options;
    this.options = { regionId, endpoint, format, signature, timeoutMs, onEvent };
    const { fetch, clock = hostClock } = options;
    checkFunction("fetch", fetch);
    checkFunction("onEvent", onEvent);
    if (typeof clock?.now !== "function" || typeof clock.sleep !== "function") {
      throw parameterError("clock", "must have now() and sleep()");
    }
    this.fetch = fetch;
    this.clock = steady(clock);
    if (typeof options.regionId !== "string") {
      throw parameterError("regionId", "is missing");
    }
    this.#style = styleOf(options);
    if (options.format === "XML" && options.signature === "v3") {
      throw parameterError("format", "can be XML with signature v1 only");
    }
    checkMs("timeoutMs", options.timeoutMs);
    this.#limits = limitsOf(options);
    this.#credentials = new CredentialsHolder(credentials, timerMs(options.timeoutMs), this.#limits);
    const { fixed } = this.#credentials;
    const signer = new Signer(this.#signing(fixed ?? { accessKeyId: "unset", accessKeySecret: "unset" }));
    if (fixed !== undefined) {
      this.#signer = signer;
    } else {
      // The keys come later; only the place to send to is checked now.
      signer.free();
    }
  }

  /** Runs a job to its end and gives its result, as JSON text. */
  run(action: string, start: Start, options: RunOptions): Promise<string> {
    checkObject("options", options);
    const { timeoutMs = this.options.timeoutMs, signal, onEvent, onProgress, checkpoint } = options;
    checkMs("timeoutMs", timeoutMs);
    checkSignal(signal);
    checkFunction("onEvent", onEvent);
    checkFunction("onProgress", onProgress);
    checkFunction("checkpoint", checkpoint);
    const order: Order = { action, timeoutMs: timerMs(timeoutMs), signal, onEvent, onProgress, checkpoint };
    const begin = (link: Link): Promise<string> => this.#drive(link, order, start);
    const link = this.#readied();
    return link
      ? begin(link)
      : this.#unlessLeft(this.#ready(), order.signal, this.closing)
          .then(begin)
          .catch((error) => {
            // A key that was rotated away, perhaps: the next call asks for the one in its place.
            if (/^InvalidAccessKeyId\./.test(error?.serviceCode)) {
              this.#credentials.drop();
            }
            throw error;
          });
  }

  #drive(link: Link, order: Order, start: Start): Promise<string> {
    const unwatch = order.onEvent && link.watch();
    const job = drive(this, order, link, start);
    return unwatch ? job.finally(unwatch) : job;
  }

  /** Waits for keys, unless a signal aborts. Once nobody does any more, the source is left alone as well. */
  #unlessLeft<T>(keys: Promise<T>, ...signals: Order["signal"][]): Promise<T> {
    this.#waiting++;
    return unlessAborted(keys, ...signals).finally(() => {
      if (--this.#waiting === 0) {
        this.#credentials.leave();
      }
    });
  }

  /** One request signed, or explained, with the keys in force. */
  async preview(
    style: Style,
    explain: boolean,
    action: string,
    params: object,
    options: PreviewOptions,
  ): Promise<string> {
    checkObject("options", options);
    await this.#unlessLeft(this.#ready(), this.closing);
    const { timestamp = this.clock.now() } = options;
    return signWith(this.#signer as Signer, style, explain, action, params, { ...options, timestamp });
  }

  async refresh(...signals: Order["signal"][]): Promise<void> {
    const fresh = this.#credentials.refresh().then(() => this.#ready());
    await this.#unlessLeft(fresh, ...signals);
  }

  tell(order: Order, { type, ...rest }: { type: string }): void {
    if (type === "progress" || type === "teardown") {
      quietly(order.onProgress, rest as never);
    } else {
      const event = { at: this.clock.now(), action: order.action, type, ...rest } as ClientEvent;
      quietly(this.options.onEvent, event);
      quietly(order.onEvent, event);
    }
  }

  /** Wipes the keys and ends what is in flight. */
  close(): void {
    this.closing.abort(environmentError("this client was closed"));
    this.#signer?.free();
    this.#signer = undefined;
    this.#link?.free();
    this.#credentials.forget();
  }

  /** The link where nothing has to be asked or made: the keys are fixed, and the module is the one that has them. */
  #readied(): Link | undefined {
    const link = this.#link;
    return this.#credentials.fixed && this.#signer && link?.core.alive ? link : undefined;
  }

  /** The link with the keys in force, made anew where they changed or the module had to be replaced. */
  async #ready(): Promise<Link> {
    const credentials = await this.#credentials.current();
    throwIfAborted(this.closing);
    const options = this.#signing(credentials);
    const usable = this.#link?.core.alive ? this.#link : undefined;
    const watched = this.options.onEvent !== undefined;
    const link =
      usable ?? new Link(this.#limits, this.#style, watched, this.#credentials.fixed === undefined);
    this.#link = link;
    if (!usable || !this.#signer?.fits(options)) {
      const signer = this.#signerFrom(options);
      link.use(signer);
      this.#signer?.free();
      this.#signer = signer;
    }
    return link;
  }

  /** The signer before it stays in use where these keys cannot be right; the source may give others next time. */
  #signerFrom(options: SignerOptions): Signer {
    try {
      return new Signer(options);
    } catch (error) {
      this.#credentials.drop();
      throw error;
    }
  }

  /** What a signer is made of. */
  #signing(credentials: Credentials): SignerOptions {
    const { regionId, endpoint, format } = this.options;
    return { regionId, endpoint, format, credentials };
  }
}

/** Milliseconds of a timer: what hosts take is whole, and less than 2^31. */
function timerMs(ms: number = TIMEOUT_MS): number {
  return Math.min(Math.ceil(ms), 2 ** 31 - 1);
}

/** Watching must not break what is watched. */
function quietly<T>(listener: ((event: T) => unknown) | undefined, event: T): void {
  const ignore = (): void => {
    // Documented as ignored.
  };
  try {
    (listener?.(event) as PromiseLike<unknown> | undefined)?.then?.(undefined, ignore);
  } catch {
    ignore();
  }
}

/** Where keys come from: fixed, a function, or the official chain. */

import { TrafficMirrorError } from "./errors.js";
import { host } from "./host.js";
import type { Limits } from "./link.js";
import type { Credentials, CredentialsSource } from "./types.js";

/** What a source gives, which may be anything. */
type Answer = { [Key in keyof Credentials]?: Credentials[Key] | undefined } | null | undefined;

/** How often a source that fails is asked at most, whatever the limits, and the longest pause: no call has begun yet. */
const MOST_ASKED = 5;
const LONGEST_PAUSE_MS = 3_000;

/** Holds a source of credentials, and asks it when keys are needed. */
export class CredentialsHolder {
  /** The keys, where they are fixed. */
  fixed: Credentials | undefined;
  /** Asks for keys, where they are not. */
  #source: (() => Answer | Promise<Answer>) | undefined;
  #held: Credentials | undefined;
  #asking: Promise<Credentials> | undefined;
  readonly #timeoutMs: number;
  readonly #limits: Limits;
  #timer: unknown;

  /**
   * The source has so many milliseconds to answer, by the host's timers. One that fails is asked again as limits of retries
   * say.
   */
  constructor(source: CredentialsSource, timeoutMs: number, limits: Limits) {
    this.#timeoutMs = timeoutMs;
    this.#limits = limits;
    if (typeof source === "function") {
      this.#source = source;
    } else if (source === null || typeof source !== "object") {
      throw invalid("credentials must be keys, a function, or an object with getCredential()");
    } else if ("getCredential" in source) {
      this.#source = () => source.getCredential();
    } else {
      const { accessKeyId, accessKeySecret, securityToken } = source;
      this.fixed = { accessKeyId, accessKeySecret, securityToken };
    }
  }

  /** The keys in force: those that the source gave last, or a first answer. */
  async current(): Promise<Credentials> {
    return this.fixed ?? this.#held ?? (await this.refresh());
  }

  /** Asks the source anew; callers at the same time share one answer. Rejects with INVALID_CREDENTIALS where it fails. */
  refresh(): Promise<Credentials> {
    this.#asking ??= this.#ask()
      .then((credentials) => {
        this.#held = credentials;
        return credentials;
      })
      .finally(() => {
        this.#asking = undefined;
      });
    return this.#asking;
  }

  /** Asks the source anew when keys are needed next. */
  drop(): void {
    this.#held = undefined;
  }

  /** Nobody waits for the source any more: it is not held to its time, nor asked again, until keys are needed next. */
  leave(): void {
    host.clearTimeout(this.#timer);
    this.#asking = undefined;
  }

  /** Drops the source, so that the keys in it can be collected. */
  forget(): void {
    this.leave();
    this.fixed = undefined;
    this.#source = undefined;
    this.#held = undefined;
  }

  async #ask(): Promise<Credentials> {
    const keys = await this.#answer();
    const { accessKeyId, accessKeySecret, securityToken } = keys;
    if (!accessKeyId || !accessKeySecret) {
      throw invalid("the source of credentials gave no keys");
    }
    return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined };
  }

  /** A copy, since reading what a source gave may throw as well. */
  async #answer(): Promise<NonNullable<Answer>> {
    const [mostAsked, baseMs, mostMs] = this.#limits;
    for (let asked = 1; ; asked++) {
      try {
        const { accessKeyId, accessKeySecret, securityToken } = (await this.#inTime(this.#source?.())) ?? {};
        return { accessKeyId, accessKeySecret, securityToken };
      } catch (error) {
        // What a source throws may hold keys, so none of it is passed on.
        if (error === LATE) {
          throw invalid(`the source of credentials gave no answer within ${this.#timeoutMs} ms`);
        }
        if (asked >= Math.min(mostAsked, MOST_ASKED)) {
          throw invalid("the source of credentials failed");
        }
      }
      await new Promise<void>((resolve) => {
        const ms = Math.min(baseMs * 2 ** (asked - 1), mostMs, LONGEST_PAUSE_MS);
        this.#timer = host.setTimeout(resolve, ms);
      });
    }
  }

  async #inTime(answer: Answer | PromiseLike<Answer>): Promise<Answer> {
    const late = new Promise<never>((_, reject) => {
      this.#timer = host.setTimeout(() => reject(LATE), this.#timeoutMs);
    });
    // By the time of the answer, another may be waited for.
    const timer = this.#timer;
    try {
      return await Promise.race([answer, late]);
    } finally {
      host.clearTimeout(timer);
    }
  }
}

/** Thrown where a source takes too long. */
const LATE = /* @__PURE__ */ Symbol();

function invalid(message: string): TrafficMirrorError {
  return new TrafficMirrorError({ code: "INVALID_CREDENTIALS", message, retryable: false });
}

/** Where keys come from: fixed, a function, or the official chain. */

import { TrafficMirrorError } from "./errors.js";
import type { Credentials, CredentialsSource } from "./types.js";

/** What a source gives, which may be anything. */
type Answer = Partial<Credentials> | null | undefined;

/** Holds a source of credentials, and asks it when keys are needed. */
export class CredentialsHolder {
  /** The keys, where they are fixed. */
  fixed: Credentials | undefined;
  /** Asks for keys, where they are not. */
  #source: (() => Answer | Promise<Answer>) | undefined;
  #held: Credentials | undefined;
  #asking: Promise<Credentials> | undefined;

  constructor(source: CredentialsSource) {
    if (typeof source === "function") {
      this.#source = source;
    } else if (source === null || typeof source !== "object") {
      throw invalid("credentials must be keys, a function, or an object with getCredential()");
    } else if ("getCredential" in source) {
      this.#source = () => source.getCredential();
    } else {
      this.fixed = { ...source };
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

  /** Drops the source, so that the keys in it can be collected. */
  forget(): void {
    this.fixed = undefined;
    this.#source = undefined;
    this.#held = undefined;
  }

  async #ask(): Promise<Credentials> {
    const source = this.#source;
    let answer: Answer;
    try {
      answer = await source?.();
    } catch {
      // What a source throws may hold keys, so none of it is passed on.
      throw invalid("the source of credentials failed");
    }
    const { accessKeyId, accessKeySecret, securityToken } = answer ?? {};
    if (!accessKeyId || !accessKeySecret) {
      throw invalid("the source of credentials gave no keys");
    }
    return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined };
  }
}

function invalid(message: string): TrafficMirrorError {
  return new TrafficMirrorError({ code: "INVALID_CREDENTIALS", message, retryable: false });
}

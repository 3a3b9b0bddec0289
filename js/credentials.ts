/** Where keys come from: fixed, a function, or the official chain. */

import { TrafficMirrorError } from "./errors.js";
import type { Credentials, CredentialsSource } from "./types.js";

/** Holds a source of credentials, and asks it when keys are needed. */
export class CredentialsHolder {
  #source: CredentialsSource | undefined;
  #held: Credentials | undefined;
  #asking: Promise<Credentials> | undefined;

  constructor(source: CredentialsSource) {
    if (source === null || (typeof source !== "object" && typeof source !== "function")) {
      throw invalid("credentials must be keys, a function, or an object with getCredential()");
    }
    this.#source = typeof source === "object" && !("getCredential" in source) ? { ...source } : source;
  }

  /** The keys, where they are fixed. */
  get fixed(): Credentials | undefined {
    const source = this.#source;
    return typeof source === "object" && !("getCredential" in source) ? source : undefined;
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
    this.#source = undefined;
    this.#held = undefined;
  }

  async #ask(): Promise<Credentials> {
    const source = this.#source;
    let answer: Partial<Credentials> | null | undefined;
    try {
      answer =
        typeof source === "function" ? await source() : await (source as Chain | undefined)?.getCredential();
    } catch {
      // What a source throws may hold keys, so none of it is passed on.
      throw invalid("the source of credentials failed");
    }
    const { accessKeyId, accessKeySecret, securityToken } = answer ?? {};
    if (!accessKeyId || !accessKeySecret) {
      throw invalid("the source of credentials gave no keys");
    }
    return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
  }
}

type Chain = Extract<CredentialsSource, { getCredential(): unknown }>;

function invalid(message: string): TrafficMirrorError {
  return new TrafficMirrorError({ code: "INVALID_CREDENTIALS", message, retryable: false });
}

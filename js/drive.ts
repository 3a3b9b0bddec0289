/** The only loop: carries out what a job says, until it is over. */

import { listen, throwIfAborted, unlessAborted } from "./abort.js";
import { type Core, Kind, type Reply, type Start } from "./core.js";
import { encodeText } from "./encode.js";
import { type ErrorData, errorFrom, LeftBehindError, type TrafficMirrorError } from "./errors.js";
import { host } from "./host.js";
import type { Link } from "./link.js";
import { requestFrom } from "./sign.js";
import { type Init, type Outcome, send, transportOf } from "./transport.js";
import type { AbortSignalLike, ClientEvent, Clock, Fetch } from "./types.js";

/** What the jobs of one client need of their surroundings. */
export interface Surroundings {
  readonly fetch: Fetch | undefined;
  readonly clock: Clock;
  /** Aborted when the client is closed: like a job's own signal, but nothing can be cleaned up any more. */
  readonly closing: AbortSignalLike;
  /** Has the jobs sign with new keys; rejects where there are none, or where a signal aborts. */
  refresh(...signals: readonly (AbortSignalLike | undefined)[]): Promise<void>;
  /** Tells an event to those who want to know. */
  tell(order: Order, event: { type: string }): void;
}

/** The action of a job that closes a session. */
export const CLOSING = "closeSession";

/** What a caller says of one job. */
export interface Order {
  readonly action: string;
  readonly timeoutMs: number;
  /**
   * Aborting ends the job: its requests are cancelled, and the loop rejects with the signal's reason, once the job has
   * cleaned up what it began.
   */
  readonly signal: AbortSignalLike | undefined;
  readonly onEvent?: ((event: ClientEvent) => void) | undefined;
  readonly onProgress?: ((progress: never) => void) | undefined;
  /** Keeps a checkpoint safe; the job goes on once that is done, and ends where it rejects. */
  readonly checkpoint?: ((state: string) => void | Promise<void>) | undefined;
}

/** Runs a job to its end and gives its result, as JSON text. */
export async function drive(
  surroundings: Surroundings,
  order: Order,
  { core, handle }: Link,
  start: Start,
): Promise<string> {
  const signals = [order.signal, surroundings.closing];
  signals.forEach(throwIfAborted);
  const run = new Run(surroundings, order, core);
  const stop = listen(signals, () => run.wake());
  try {
    return await run.toEnd(start(core, handle, run.job, surroundings.clock.now()));
  } catch (error) {
    const closed = await run.cleanUp(error);
    // What a closing was for is done then; anything else has not done what it was asked.
    if (closed !== undefined && order.action === CLOSING) {
      return closed;
    }
    throw error;
  } finally {
    stop();
    run.free();
  }
}

/** What is left to do where there is nothing to do. */
const NOTHING: Reply = { kind: Kind.AWAIT, value: 0, text: "" };

/** A job that runs. */
class Run {
  /** Its number in the module. */
  readonly job: number;
  readonly #around: Surroundings;
  readonly #fetch: Fetch;
  readonly #order: Order;
  readonly #core: Core;
  /** What cancels its requests under way. */
  readonly #sent = new Map<number, () => void>();
  /** Answers that the job does not know of yet. */
  readonly #arrived: { id: number; outcome: Outcome }[] = [];
  /** What ends it. Where the job cleans up, the order's signal is not among them: that is not for the caller to abort. */
  #signals: readonly (AbortSignalLike | undefined)[];
  #wake: (() => void) | undefined;
  /** Whether it has given its result: the module has dropped it then. */
  #over = false;

  constructor(around: Surroundings, order: Order, core: Core) {
    this.#around = around;
    // Where there is none, nothing is begun.
    this.#fetch = transportOf(around.fetch);
    this.#order = order;
    this.#core = core;
    core.jobs += 1;
    this.job = core.jobs;
    this.#signals = [order.signal, around.closing];
  }

  /** Ends a pause: something arrived, or a signal aborted. */
  wake(): void {
    this.#wake?.();
  }

  /** From this step on. */
  async toEnd(first: Reply): Promise<string> {
    let reply = first;
    for (;;) {
      switch (reply.kind) {
        case Kind.RESULT:
          this.#over = true;
          return reply.text;
        case Kind.SEND:
        case Kind.SEND_LAST:
          // An earlier request of the same moment may have led to an abort.
          this.#check();
          this.#send(reply.text);
          reply = reply.kind === Kind.SEND ? this.#poll() : NOTHING;
          break;
        case Kind.EVENT:
          await this.#tell(reply.text);
          this.#check();
          reply = this.#poll();
          break;
        case Kind.REFRESH:
          await this.#around.refresh(...this.#signals);
          reply = this.#poll();
          break;
        default:
          // An abort from within fetch or an event came before there was anything to wake.
          this.#check();
          if (this.#arrived.length === 0) {
            await (reply.kind === Kind.WAIT ? this.#pause(reply.value >>> 2) : this.#woken());
            this.#check();
          }
          reply = this.#next();
      }
    }
  }

  /**
   * Has a job that did not reach its end take back what it began, and gives its result, if there was anything. Throws
   * LEFT_BEHIND where it cannot.
   */
  async cleanUp(cause: unknown): Promise<string | undefined> {
    const left = this.#left();
    if (left === undefined) {
      return undefined;
    }
    // What has arrived stays: the job passes over what it no longer awaits, but may have been cleaning up already.
    this.#cancel();
    this.#signals = [this.#around.closing];
    try {
      return await this.toEnd(this.#poll());
    } catch (failure) {
      const known = failure instanceof LeftBehindError ? failure : (this.#left() ?? left);
      known.cause = cause;
      throw known;
    }
  }

  free(): void {
    this.#cancel();
    if (!this.#over && this.#core.alive) {
      this.#core.ask((wasm) => {
        wasm.job_free(this.job);
        return Kind.AWAIT;
      });
    }
  }

  #check(): void {
    this.#signals.forEach(throwIfAborted);
  }

  #poll(): Reply {
    return this.#core.ask((wasm) => wasm.poll(this.job, this.#around.clock.now()));
  }

  #send(request: string): void {
    const last = request.lastIndexOf("\n");
    const [id = 0, withinMs = Number.POSITIVE_INFINITY] = request
      .slice(last + 1)
      .split(" ")
      .map(Number);
    const { method, url, headers, body } = requestFrom(request.slice(0, last));
    const init: Init = { method, headers, redirect: "manual" };
    if (body) {
      init.body = body;
    }
    this.#sent.set(
      id,
      send(this.#fetch, url, init, Math.min(this.#order.timeoutMs, withinMs), (outcome) => {
        this.#sent.delete(id);
        this.#arrived.push({ id, outcome });
        this.wake();
      }),
    );
  }

  #cancel(): void {
    for (const cancel of this.#sent.values()) {
      cancel();
    }
  }

  async #tell(text: string): Promise<void> {
    const event = JSON.parse(text) as { type: string; state?: unknown };
    if (event.type === "checkpoint") {
      const kept = Promise.resolve(this.#order.checkpoint?.(String(event.state)));
      await unlessAborted(kept, ...this.#signals);
    } else {
      this.#around.tell(this.#order, event);
    }
  }

  /** Hands the job what arrived first, if anything did, and gives its next step. */
  #next(): Reply {
    const arrival = this.#arrived.shift();
    if (arrival === undefined) {
      return this.#poll();
    }
    const { id, outcome } = arrival;
    const [job, now] = [this.job, this.#around.clock.now()];
    if ("status" in outcome) {
      const { status, head, body } = outcome;
      return this.#core.run(head, (wasm, length) => wasm.answer(job, id, status, length, now), body);
    }
    const { why, timeoutMs = 0 } = outcome;
    const text = why === undefined ? "" : encodeText(why);
    return this.#core.run(text, (wasm, length) => wasm.no_answer(job, id, timeoutMs, length, now));
  }

  /** Ends the job early. Gives what it may leave behind unless it is run on, which cleans that up. */
  #left(): TrafficMirrorError | undefined {
    if (!this.#core.alive) {
      return undefined;
    }
    const { kind, text } = this.#core.ask((wasm) => wasm.job_abort(this.job));
    return kind === Kind.EVENT ? errorFrom(JSON.parse(text) as ErrorData) : undefined;
  }

  /** Until an answer arrives or a signal aborts. */
  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** The same, but no longer than so many milliseconds. */
  async #pause(ms: number): Promise<void> {
    const ended = new host.AbortController();
    try {
      await Promise.race([this.#woken(), this.#around.clock.sleep(ms, ended.signal)]);
    } finally {
      ended.abort();
    }
  }
}

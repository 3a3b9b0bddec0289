/** The only loop: carries out what a job says, until it is over. */

import { Aborter, throwIfAborted, unlessAborted } from "./abort.js";
import { type Core, type Exports, Kind, type Reply } from "./core.js";
import { encodeText } from "./encode.js";
import { type ErrorData, errorFrom, LeftBehindError, type TrafficMirrorError } from "./errors.js";
import { headersFrom } from "./sign.js";
import { type Outcome, send } from "./transport.js";
import type { AbortSignalLike, Clock, Fetch } from "./types.js";

/** What a job needs of its surroundings. */
export interface Surroundings {
  core: Core;
  fetch: Fetch | undefined;
  clock: Clock;
  timeoutMs: number;
  /**
   * Aborting ends the job: its requests are cancelled, and the loop rejects with the signal's reason, once the job has
   * cleaned up what it began.
   */
  signal: AbortSignalLike | undefined;
  /** Aborted when the client is closed: like the signal, but nothing can be cleaned up any more. */
  closing: AbortSignalLike;
  /** Has the job sign with new keys; rejects where there are none. */
  refresh(): Promise<void>;
  onEvent(event: { type: string }): void;
  /** Keeps a checkpoint safe; the job goes on once that is done, and ends where it rejects. */
  onCheckpoint(state: string): void | Promise<void>;
}

type Arrival = { id: number; outcome: Outcome } | { error: unknown };

/** Runs a job to its end and gives its result, as JSON text. `start` makes the job and returns its handle. */
export async function drive(surroundings: Surroundings, start: (core: Core) => number): Promise<string> {
  const { core, clock, signal, closing } = surroundings;
  const all = signal === undefined ? [closing] : [signal, closing];
  let signals = all;
  throwIfAborted(signals);
  const job = start(core);
  let cancelled = new Aborter();
  const arrivals: Arrival[] = [];
  let wake: () => void = () => {};
  const arrive = (arrival: Arrival): void => {
    arrivals.push(arrival);
    wake();
  };
  const abort = (): void => wake();
  for (const signal of all) {
    signal.addEventListener("abort", abort);
  }
  try {
    return await run();
  } catch (error) {
    await cleanUp(error);
    throw error;
  } finally {
    for (const signal of all) {
      signal.removeEventListener("abort", abort);
    }
    cancelled.abort();
    if (core.alive) {
      core.call([], (wasm) => {
        wasm.job_free(job);
        return Kind.AWAIT;
      });
    }
  }

  async function run(): Promise<string> {
    let reply = step(core, [], (wasm) => wasm.poll(job, clock.now()));
    for (;;) {
      switch (reply.kind) {
        case Kind.RESULT:
          return reply.text;
        case Kind.SEND: {
          // An earlier request of the same moment may have led to an abort.
          throwIfAborted(signals);
          const [id, , , method = "POST", url = "", body, ...headers] = reply.text.split("\n");
          const outgoing = { method, url, headers: headersFrom(headers), ...(body ? { body } : {}) };
          const number = Number(id);
          send(surroundings.fetch, outgoing, surroundings.timeoutMs, cancelled.signal).then(
            (outcome) => arrive({ id: number, outcome }),
            (error: unknown) => arrive({ error }),
          );
          reply = step(core, [], (wasm) => wasm.poll(job, clock.now()));
          break;
        }
        case Kind.EVENT: {
          const event = JSON.parse(reply.text) as { type: string; state?: unknown };
          if (event.type === "checkpoint") {
            await unlessAborted(Promise.resolve(surroundings.onCheckpoint(String(event.state))), signals);
          } else {
            surroundings.onEvent(event);
          }
          throwIfAborted(signals);
          reply = step(core, [], (wasm) => wasm.poll(job, clock.now()));
          break;
        }
        case Kind.REFRESH:
          await unlessAborted(surroundings.refresh(), signals);
          reply = step(core, [], (wasm) => wasm.poll(job, clock.now()));
          break;
        default: {
          // An abort from within fetch or an event came before there was anything to wake.
          throwIfAborted(signals);
          if (arrivals.length === 0) {
            await pause(reply);
            throwIfAborted(signals);
          }
          const arrival = arrivals.shift();
          if (arrival !== undefined && "error" in arrival) {
            throw arrival.error;
          }
          reply =
            arrival === undefined
              ? step(core, [], (wasm) => wasm.poll(job, clock.now()))
              : hand(core, job, arrival.id, arrival.outcome, clock.now());
        }
      }
    }
  }

  /** Has a job that did not reach its end take back what it began. Throws LEFT_BEHIND where it cannot. */
  async function cleanUp(cause: unknown): Promise<void> {
    const left = leftBy(core, job);
    if (left === undefined) {
      return;
    }
    cancelled.abort();
    cancelled = new Aborter();
    arrivals.length = 0;
    signals = [closing];
    try {
      await run();
    } catch (failure) {
      const known = failure instanceof LeftBehindError ? failure : (leftBy(core, job) ?? left);
      known.cause = cause;
      throw known;
    }
  }

  /** Until an answer arrives or a signal aborts. */
  function woken(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }

  /** Until an answer arrives, a signal aborts, or the time the job named is over. */
  async function pause(reply: Reply): Promise<void> {
    const wakening = woken();
    if (reply.kind !== Kind.WAIT) {
      return await wakening;
    }
    const ended = new (globalThis as unknown as Aborts).AbortController();
    try {
      await Promise.race([wakening, clock.sleep(reply.value >>> 2, ended.signal)]);
    } finally {
      ended.abort();
    }
  }
}

interface Aborts {
  AbortController: new () => { signal: AbortSignalLike; abort(): void };
}

/** Ends a job early. Gives what it may leave behind unless it is run on, which cleans that up. */
function leftBy(core: Core, job: number): TrafficMirrorError | undefined {
  if (!core.alive) {
    return undefined;
  }
  const { kind, text } = core.call([], (wasm) => wasm.job_abort(job));
  return kind === Kind.EVENT ? errorFrom(JSON.parse(text) as ErrorData) : undefined;
}

function step(
  core: Core,
  texts: readonly string[],
  invoke: (wasm: Exports, lengths: number[]) => number,
): Reply {
  return core.call(texts, invoke);
}

function hand(core: Core, job: number, id: number, outcome: Outcome, now: number): Reply {
  if ("status" in outcome) {
    const head = outcome.headers.map((value) => (value === null ? "z" : encodeText(value))).join("");
    return step(core, [head, outcome.body], (wasm, [head = 0, body = 0]) =>
      wasm.answer(job, id, outcome.status, head, head + body, now),
    );
  }
  const [why, timeoutMs] = "why" in outcome ? [encodeText(outcome.why), 0] : ["", outcome.timeoutMs];
  return step(core, [why], (wasm, [length = 0]) => wasm.no_answer(job, id, timeoutMs, length, now));
}

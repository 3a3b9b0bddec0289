/**
 * The wasm module: instantiated at first use, called through two buffers in its memory. See `src/wasm/client.rs` for
 * what each export takes and gives.
 */

import { type ErrorData, environmentError, errorFrom, type TrafficMirrorError } from "./errors.js";
import { instantiateCore } from "./generated/core-glue.js";
import { host } from "./host.js";
import { moduleIn, type Slot } from "./slot.js";
import { instantiate, isWasmError, type WasmModule } from "./webassembly.js";

/** The module's exports: all numbers in, one number out. */
export interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  input(capacity: number): number;
  output(): number;
  signer_new(length: number): number;
  signer_free(signer: number): void;
  sign(signer: number, style: number, explain: number, length: number, now: number): number;
  read(status: number, length: number): number;
  link_new(
    options: number,
    attempts: number,
    baseMs: number,
    maxMs: number,
    calls: number,
    periodMs: number,
  ): number;
  link_use(link: number, signer: number): void;
  link_watch(link: number, watched: boolean): void;
  link_free(link: number): void;
  job_new(
    job: number,
    kind: number,
    link: number,
    one: number,
    two: number,
    length: number,
    now: number,
  ): number;
  poll(job: number, now: number): number;
  answer(job: number, id: number, status: number, length: number, now: number): number;
  no_answer(job: number, id: number, timeoutMs: number, length: number, now: number): number;
  job_abort(job: number): number;
  job_free(job: number): void;
}

/** The kinds of job, as `job_new` in the skin numbers them. An enum, since bundlers write its numbers in place of names. */
export enum Job {
  CALL = 0,
  WAIT_UNTIL_CREATED = 1,
  WAIT_UNTIL_GONE = 2,
  OPENING = 3,
  CLOSING = 4,
  TEARDOWN = 5,
  RESUMPTION = 6,
}

/** Starts a job in the module, under a number of its own, and gives its first step. */
export type Start = (core: Core, link: number, job: number, now: number) => Reply;

/** How a job is made; what `one` and `two` are depends on its kind. */
export function starting(kind: Job, input: string, one = 0, two = 0): Start {
  return (core, link, job, now) =>
    core.run(input, (wasm, length) => wasm.job_new(job, kind, link, one, two, length, now));
}

/** How a request is signed; the numbers of `style_of` in the skin. */
export enum Style {
  V1_URL = 0,
  V1_FORM = 1,
  V3 = 2,
}

/** What an export returned; the numbers of `Kind` in the skin. */
export enum Kind {
  RESULT = 0,
  ERROR = 1,
  SEND = 2,
  SEND_LAST = 3,
  EVENT = 4,
  WAIT = 5,
  AWAIT = 6,
  HANDLE = 7,
  REFRESH = 8,
}

export interface Reply {
  kind: number;
  /** Milliseconds of a wait, or a handle. */
  value: number;
  /** What the module wrote, where the kind has an output. */
  text: string;
}

/** Filled by the entry. */
export const coreSlot: Slot = {};

let current: Core | undefined;

/** The instance in use, made at first need. */
export function core(): Core {
  if (!current?.alive) {
    current = new Core(moduleIn(coreSlot));
  }
  return current as Core;
}

/** An input that is longer is given back after use; the number of `KEPT` in the skin. */
const KEPT = 64 * 1024;

/** One instance of the module. */
export class Core {
  /** How many jobs were started: numbers them. */
  jobs = 0;
  readonly #wasm: Exports;
  readonly #encoder = new host.TextEncoder();
  readonly #decoder = new host.TextDecoder("utf-8", { ignoreBOM: true });
  /**
   * Whether a call is under way. Where that is still so afterwards, an error broke it off: a trap, or a stack that
   * overflowed. The instance is in an unknown state then, and locked for ever. Noted before and not after: where the stack
   * has overflowed, no handler has room to run.
   */
  #inside = false;
  /** Node's own way from ASCII to a string takes a third of the time of a decoder. */
  readonly #ascii = host.Buffer?.prototype.latin1Slice;
  /** The wasm memory, and the input in it: of no length before they are there, and again where the memory has grown. */
  #memory = new Uint8Array();
  #input = new Uint8Array();

  constructor(module: WasmModule) {
    this.#wasm = instantiate(() => instantiateCore(module)) as Exports;
  }

  /** Whether this instance is still the one in use; one that a call never came back from is not. */
  get alive(): boolean {
    return current === this && !this.#inside;
  }

  /**
   * Writes a text into the input, calls an export, and takes what it wrote. `invoke` gets the length of the text, in
   * bytes. A long end of it is better given apart: putting long texts together takes time. Throws the error that the
   * module describes.
   */
  run(text: string, invoke: (wasm: Exports, length: number) => number, end = ""): Reply {
    this.#enter();
    try {
      const room = this.#room(text.length + end.length);
      let { written } = this.#encoder.encodeInto(text, room);
      if (end) {
        written += this.#encoder.encodeInto(end, room.subarray(written)).written;
      }
      return this.#take(invoke(this.#wasm, written));
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** The same for one signature: a closure and a reply less are a fiftieth of its time. Gives what the module wrote. */
  sign(text: string, signer: number, style: Style, explain: boolean, now: number): string {
    this.#enter();
    try {
      const { written } = this.#encoder.encodeInto(text, this.#room(text.length));
      return this.#read(this.#wasm.sign(signer, style, explain ? 1 : 0, written, now), !explain);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** The same without a text. */
  ask(invoke: (wasm: Exports) => number): Reply {
    this.#enter();
    try {
      return this.#take(invoke(this.#wasm));
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Room for a text of so many UTF-16 units, each of which takes at most three bytes in UTF-8. */
  #room(units: number): Uint8Array {
    const capacity = Math.max(3 * units, 1024);
    const { length } = this.#input;
    if (length < capacity || length > KEPT) {
      const at = this.#wasm.input(capacity) >>> 0;
      this.#input = new Uint8Array(this.#wasm.memory.buffer, at, capacity);
    }
    return this.#input;
  }

  #take(returned: number): Reply {
    const kind = returned & 15;
    const value = returned >>> 4;
    if (kind <= Kind.EVENT) {
      const isRequest = kind === Kind.SEND || kind === Kind.SEND_LAST;
      return { kind, value, text: this.#read(returned, isRequest) };
    }
    this.#inside = false;
    return { kind, value, text: "" };
  }

  /** The output, which is wiped. Throws the error that it describes, if it is one. Requests are ASCII; errors are not. */
  #read(returned: number, isRequest: boolean): string {
    if (this.#memory.length === 0) {
      this.#memory = new Uint8Array(this.#wasm.memory.buffer);
    }
    const bytes = this.#memory;
    const start = this.#wasm.output() >>> 0;
    const end = start + (returned >>> 4);
    const isError = (returned & 15) === Kind.ERROR;
    const text =
      isRequest && !isError && this.#ascii
        ? this.#ascii.call(bytes, start, end)
        : this.#decoder.decode(bytes.subarray(start, end));
    bytes.fill(0, start, end);
    this.#inside = false;
    if (isError) {
      throw errorFrom(JSON.parse(text) as ErrorData);
    }
    return text;
  }

  /** Refuses where the instance was dropped: what was begun in it cannot go on. */
  #enter(): void {
    if (!this.alive) {
      throw broken();
    }
    this.#inside = true;
  }

  #failed(error: unknown): unknown {
    return this.#inside && isWasmError(error, "RuntimeError") ? broken() : error;
  }
}

function broken(): TrafficMirrorError {
  return environmentError("internal error in the wasm module", "Please report how it came about.");
}

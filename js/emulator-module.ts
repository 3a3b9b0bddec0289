/** The emulator's wasm module: one instance for all emulators of this process, made at first use. */

import { createGlue } from "./generated/emulator-glue.js";
import { host } from "./host.js";
import { plainText } from "./plain.js";
import { moduleIn, type Slot } from "./slot.js";
import { instantiate } from "./webassembly.js";

type Glue = ReturnType<typeof createGlue>;

/** Filled by the entry. */
export const emulatorSlot: Slot = {};

/** What the module answers to a request, but for the body. */
export interface Head {
  status: number;
  /** Names and values in turn. */
  headers: string[];
  disposition: "answer" | "delay" | "drop-request" | "drop-response" | "reset";
  ms: number;
}

/** One emulator inside the module. `src/wasm/emulator.rs` says what its methods take and give. */
export class EmulatorCore {
  readonly #instance = instance();
  readonly #core: NonNullable<ReturnType<Glue["EmulatorCore"]["create"]>>;

  constructor(options: object) {
    if (options === null) {
      throw new Error("options: must be an object");
    }
    const { glue } = this.#instance;
    const core = glue.EmulatorCore.create(this.#instance.write(plainText(options)));
    if (core === undefined) {
      throw new Error(this.#instance.text());
    }
    this.#core = core;
  }

  handle(
    texts: readonly string[],
    body: Uint8Array,
    freshnessNow: number | undefined,
  ): Head & { body: Uint8Array } {
    const instance = this.#instance;
    this.#check(this.#core.handle(instance.writeParts(texts, body), freshnessNow));
    const output = instance.output();
    const end = output.indexOf(0);
    const head = JSON.parse(instance.decoder.decode(output.subarray(0, end))) as Head;
    return { ...head, body: output.slice(end + 1) };
  }

  setNow(ms: number): void {
    this.#check(this.#core.setNow(ms));
  }

  now(): number {
    return this.#core.now();
  }

  advance(ms: number): void {
    // Parts of a millisecond would be lost, and time stand still for whoever goes on in steps of them.
    if (!Number.isInteger(ms)) {
      throw new Error("ms: must be a whole number of milliseconds");
    }
    this.#check(this.#core.advance(ms));
  }

  inject(fault: object): void {
    this.#check(this.#core.inject(this.#instance.write(plainText(fault))));
  }

  /** JSON text is taken as it is, which is faster for a large fixture. */
  load(fixture: object | string): void {
    const text = typeof fixture === "string" ? fixture : plainText(fixture);
    this.#check(this.#core.load(this.#instance.write(text)));
  }

  state(): object {
    this.#check(this.#core.state());
    return JSON.parse(this.#instance.text());
  }

  reset(): void {
    this.#core.reset();
  }

  requests(): unknown {
    this.#check(this.#core.requests());
    return JSON.parse(this.#instance.text());
  }

  #check(failed: boolean): void {
    if (failed) {
      throw new Error(this.#instance.text());
    }
  }
}

let made: Instance | undefined;

function instance(): Instance {
  made ??= new Instance();
  return made;
}

/** The module, and the two buffers in its memory. */
class Instance {
  readonly glue = createGlue();
  readonly decoder = new host.TextDecoder("utf-8", { ignoreBOM: true });
  readonly #encoder = new host.TextEncoder();
  readonly #memory: { readonly buffer: ArrayBuffer };

  constructor() {
    const module = moduleIn(emulatorSlot);
    this.#memory = instantiate(() => this.glue.initSync({ module })).memory;
  }

  /** Writes a text into the input; returns its length. */
  write(text: string): number {
    return this.#encoder.encodeInto(text, this.#input(3 * text.length)).written;
  }

  /** The same of several texts and a body, each with its length before it. */
  writeParts(texts: readonly string[], body: Uint8Array): number {
    // UTF-8 takes at most three bytes for each UTF-16 unit.
    const capacity = texts.reduce((sum, text) => sum + 4 + 3 * text.length, 4 + body.length);
    const input = this.#input(capacity);
    const lengths = new DataView(input.buffer, input.byteOffset);
    let at = 0;
    for (const text of texts) {
      const { written } = this.#encoder.encodeInto(text, input.subarray(at + 4));
      lengths.setUint32(at, written, true);
      at += 4 + written;
    }
    lengths.setUint32(at, body.length, true);
    input.set(body, at + 4);
    return at + 4 + body.length;
  }

  output(): Uint8Array {
    const { EmulatorCore } = this.glue;
    return new Uint8Array(this.#memory.buffer, EmulatorCore.output() >>> 0, EmulatorCore.length());
  }

  text(): string {
    return this.decoder.decode(this.output());
  }

  #input(capacity: number): Uint8Array {
    const address = this.glue.EmulatorCore.input(capacity) >>> 0;
    return new Uint8Array(this.#memory.buffer, address, capacity);
  }
}

/** What is used of the host, by shape, so that the types need no DOM library. */

import type { AbortSignalLike, Fetch } from "./types.js";
import type { WasmModule } from "./webassembly.js";

export interface Host {
  WebAssembly?: {
    Module: new (bytes: Uint8Array) => WasmModule;
    Instance: new (module: WasmModule) => { exports: unknown };
    RuntimeError: new () => Error;
    LinkError: new () => Error;
    compile(bytes: Uint8Array): Promise<WasmModule>;
  };
  TextEncoder: new () => {
    encodeInto(text: string, into: Uint8Array): { read: number; written: number };
  };
  TextDecoder: new (label: string, options: { ignoreBOM: boolean }) => { decode(bytes: Uint8Array): string };
  URL: new (url: string) => { hostname: string };
  AbortController: new () => { signal: AbortSignalLike; abort(): void };
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  fetch?: Fetch;
  /** Of Node and what is like it. */
  Buffer?: { prototype: { latin1Slice?: (start: number, end: number) => string } };
}

export const host = globalThis as unknown as Host;

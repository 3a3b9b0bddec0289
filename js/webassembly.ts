/** What is needed of WebAssembly and text coding, by shape, so that the types need no DOM library. */

import { environmentError } from "./errors.js";

declare const brand: unique symbol;

/** A compiled `WebAssembly.Module`. */
export interface WasmModule {
  readonly [brand]: never;
}

interface Host {
  WebAssembly?: {
    Module: new (bytes: Uint8Array) => WasmModule;
    RuntimeError: new () => Error;
  };
  TextEncoder: new () => {
    encodeInto(text: string, into: Uint8Array): { read: number; written: number };
  };
  TextDecoder: new (label: string, options: { ignoreBOM: boolean }) => { decode(bytes: Uint8Array): string };
}

export const host = globalThis as unknown as Host;

/** Compiles wasm, or says why the host does not. */
export function compileModule(bytes: Uint8Array): WasmModule {
  if (host.WebAssembly === undefined) {
    throw environmentError("this host has no WebAssembly");
  }
  try {
    return new host.WebAssembly.Module(bytes);
  } catch (error) {
    throw environmentError(
      `the host refused to compile WebAssembly (${error instanceof Error ? error.name : "unknown error"})`,
      "On a page with a Content-Security-Policy, add 'wasm-unsafe-eval' to script-src. On Cloudflare Workers, resolve the \"workerd\" export condition.",
    );
  }
}

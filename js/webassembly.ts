/** Compiling and instantiating wasm, and what is said where the host refuses. */

import { environmentError, type TrafficMirrorError } from "./errors.js";
import { type Host, host } from "./host.js";

declare const brand: unique symbol;

/** A compiled `WebAssembly.Module`. */
export interface WasmModule {
  readonly [brand]: never;
}

/** Compiles wasm, or says why the host does not. */
export function compileModule(bytes: Uint8Array): WasmModule {
  const { Module } = engine();
  try {
    return new Module(bytes);
  } catch (error) {
    throw refused(error);
  }
}

/** The same, without holding up the thread. */
export async function compileAsync(bytes: Uint8Array): Promise<WasmModule> {
  const WebAssembly = engine();
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw refused(error);
  }
}

/** Whether this is a compiled module, of this realm or another. */
export function isModule(value: unknown): value is WasmModule {
  return Object.prototype.toString.call(value) === "[object WebAssembly.Module]";
}

function engine(): NonNullable<Host["WebAssembly"]> {
  if (host.WebAssembly === undefined) {
    throw environmentError("this host has no WebAssembly");
  }
  return host.WebAssembly;
}

/** Runs what instantiates a module: WebKit compiles under any policy, and refuses only here. */
export function instantiate<T>(init: () => T): T {
  try {
    return init();
  } catch (error) {
    // Imports that do not fit, or are not there: JavaScriptCore says TypeError for some.
    if (error instanceof TypeError || isWasmError(error, "LinkError")) {
      throw environmentError(
        "the wasm module does not fit this package",
        "Bring core.wasm or emulator.wasm of the same version.",
      );
    }
    throw refused(error);
  }
}

/** Whether an error is of a class of WebAssembly's own. */
export function isWasmError(error: unknown, name: "LinkError" | "RuntimeError"): boolean {
  return host.WebAssembly !== undefined && error instanceof host.WebAssembly[name];
}

/** The exports of a module that imports nothing. */
export function exportsOf(module: WasmModule): unknown {
  const { Instance } = engine();
  return instantiate(() => new Instance(module).exports);
}

/**
 * Hosts differ in the class and the text of this error. Only V8's words for an embedder's ban are told apart, and RangeError,
 * which no policy throws.
 */
function refused(error: unknown): TrafficMirrorError {
  const { name = "unknown error", message = "" } = (error ?? {}) as Partial<Error>;
  const worker = /by embedder/i.test(message);
  return environmentError(
    `the host refused to run WebAssembly (${name})`,
    worker
      ? 'On Cloudflare Workers, resolve the export condition "workerd"; elsewhere, import "alicloud-traffic-mirror/slim" and bring the compiled module.'
      : name === "RangeError"
        ? "The host lacks memory, or is too old."
        : "Add script-src 'wasm-unsafe-eval' to the page's Content-Security-Policy.",
  );
}

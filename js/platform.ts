/**
 * The host's `Request`, `RequestInit`, `Response` and `URL`, where its type library declares them (DOM, Node, Workers),
 * else the little of them that is used here. So the declarations need no type library.
 */

import type { AbortSignalLike } from "./types.js";

type RequestClass = typeof globalThis extends { Request: infer C } ? C : unknown;
type ResponseClass = typeof globalThis extends { Response: infer C } ? C : unknown;
type UrlClass = typeof globalThis extends { URL: infer C } ? C : unknown;

export type HostUrl = UrlClass extends new (...args: never[]) => infer T ? T : { href: string };
export type HostRequest = RequestClass extends new (...args: never[]) => infer T ? T : { url: string };
export type HostRequestInit = RequestClass extends new (input: never, init?: infer T) => unknown ? T : object;
export type HostResponse = ResponseClass extends new (
  ...args: never[]
) => infer T
  ? T
  : { status: number; headers: { get(name: string): string | null }; text(): Promise<string> };

/** What the emulator uses of them. */
interface Platform {
  Request: new (
    input: unknown,
    init?: unknown,
  ) => {
    method: string;
    url: string;
    headers: Iterable<[string, string]>;
    signal: AbortSignalLike & { throwIfAborted(): void };
    arrayBuffer(): Promise<ArrayBuffer>;
  };
  Response: new (body: Uint8Array, init: { status: number; headers: [string, string][] }) => HostResponse;
  URL: new (text: string) => { host: string; pathname: string; search: string };
}

export const platform = globalThis as unknown as Platform;

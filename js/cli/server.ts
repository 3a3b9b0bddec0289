/** The emulator over HTTP: the API at "/", control under "/_emulator/". Everything that arrives is bounded. */

import { timingSafeEqual } from "node:crypto";
import http from "node:http";
import type { Emulator, Fault, RawReply } from "../entries/emulator.js";

const MAX_BODY = 1024 * 1024;
const MAX_FIXTURE = 64 * 1024 * 1024;
/** A whole request, slowly sent headers included, must arrive in this time. */
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 12_000;
const CONTROL = "/_emulator/";

/** An HTTP server for the emulator; the caller listens. */
export function createServer(emulator: Emulator, controlToken: string | undefined): http.Server {
  const server = http.createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16 * 1024,
      keepAliveTimeout: 5_000,
    },
    (request, response) => {
      serve(emulator, controlToken, request, response).catch(() => {
        // The other side left, or sent what no answer fits.
        response.destroy();
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

async function serve(
  emulator: Emulator,
  controlToken: string | undefined,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const target = request.url ?? "/";
  const control = target.startsWith(CONTROL);
  const refusal = control ? refuseControl(request, controlToken) : undefined;
  if (refusal !== undefined) {
    request.resume();
    return answerJson(response, refusal.status, { error: refusal.error }, true);
  }
  const body = await read(request, target === `${CONTROL}load` ? MAX_FIXTURE : MAX_BODY);
  if (body === undefined) {
    return answerJson(response, 413, { error: "the body is too long" }, true);
  }
  if (control) {
    return steer(emulator, request, body, response);
  }
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    headers.push([request.rawHeaders[at] as string, request.rawHeaders[at + 1] as string]);
  }
  const reply = emulator.handle({
    method: request.method ?? "GET",
    target,
    headers,
    body,
    freshnessNow: Date.now(),
  });
  await carryOut(emulator, reply, response);
}

async function carryOut(emulator: Emulator, reply: RawReply, response: http.ServerResponse): Promise<void> {
  if (reply.delayMs > 0) {
    await emulator.clock.sleep(reply.delayMs);
  }
  if (reply.fate === "reset") {
    response.socket?.resetAndDestroy();
  } else if (reply.fate === "answer") {
    response.writeHead(
      reply.status,
      [...reply.headers, ["content-length", String(reply.body.length)]].flat(),
    );
    response.end(reply.body);
  }
}

/**
 * Why a control call is refused, if it is. A page in a browser must not be able to steer an emulator: it can send
 * neither this content type nor this token without a preflight, which is never answered, and DNS rebinding shows in
 * the Host.
 */
function refuseControl(
  request: http.IncomingMessage,
  controlToken: string | undefined,
): { status: number; error: string } | undefined {
  if (request.headers.origin !== undefined) {
    return { status: 403, error: "control takes no request with an Origin" };
  }
  if (controlToken !== undefined) {
    if (!equal(request.headers.authorization ?? "", `Bearer ${controlToken}`)) {
      return { status: 401, error: "control needs the header Authorization: Bearer and the control token" };
    }
  } else if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(request.headers.host ?? "")) {
    return { status: 403, error: "control answers to loopback host names only" };
  }
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (request.method === "POST" && type !== "application/json") {
    return { status: 415, error: "control takes application/json only" };
  }
  return undefined;
}

function steer(
  emulator: Emulator,
  request: http.IncomingMessage,
  body: Buffer,
  response: http.ServerResponse,
): void {
  const call = `${request.method} ${request.url?.slice(CONTROL.length)}`;
  const action = CONTROL_CALLS[call];
  if (action === undefined) {
    answerJson(response, 404, { error: `there is no control call ${call}` });
    return;
  }
  try {
    answerJson(response, 200, action(emulator, body) ?? {});
  } catch (error) {
    answerJson(response, 400, { error: (error as Error).message });
  }
}

/** What each control call does; nothing to show is answered with an empty object. */
// biome-ignore lint/suspicious/noConfusingVoidType: most calls show nothing.
const CONTROL_CALLS: Record<string, (emulator: Emulator, body: Buffer) => object | void> = {
  "GET state": (emulator) => emulator.state(),
  "GET requests": (emulator) => emulator.requests(),
  "POST reset": (emulator) => emulator.reset(),
  "POST faults": (emulator, body) => emulator.inject(json(body) as Fault),
  "POST load": (emulator, body) => emulator.load(json(body)),
  "POST advance": (emulator, body) => {
    const { ms } = json(body) as { ms?: unknown };
    if (typeof ms !== "number" || !Number.isSafeInteger(ms) || ms < 0) {
      throw new Error("ms must be a whole number of milliseconds, 0 or more");
    }
    emulator.advance(ms);
  },
};

function json(body: Buffer): object {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Error("the body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("the body must be a JSON object");
  }
  return value;
}

/** The whole body, or nothing where it is longer than `max`. */
async function read(request: http.IncomingMessage, max: number): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"]) > max) {
    return undefined;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > max) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answerJson(response: http.ServerResponse, status: number, value: object, close = false): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...(close ? { connection: "close" } : {}),
  });
  response.end(body);
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The emulator over HTTP: the API at "/", control under "/_emulator/". Everything that arrives is bounded. */

import { timingSafeEqual } from "node:crypto";
import http from "node:http";
import type { Emulator, Fault, RawReply } from "../entries/emulator.js";
import { Budget, linger, withBody } from "./bodies.js";
import { Connections } from "./connections.js";

const MIB = 1024 * 1024;
const MAX_BODY = MIB;
const MAX_FIXTURE = 64 * MIB;
/** Of all bodies that are on their way, so that many slow ones are no worse than a few. */
const MAX_BODIES = 32 * MIB;
const MAX_HEADERS = 16 * 1024;
/** A whole request, slowly sent headers included, must arrive in this time. */
const REQUEST_TIMEOUT_MS = 20_000;
/** An answer must have been taken in this time. */
const ANSWER_TIMEOUT_MS = 20_000;
const CONTROL = "/_emulator/";
/** A Host of this machine only. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

interface Service {
  emulator: Emulator;
  controlToken: string | undefined;
  connections: Connections;
  bodies: Budget;
  /** Apart, so that nobody who may not steer the emulator can keep fixtures out. */
  fixtures: Budget;
}

/** An HTTP server for the emulator; the caller listens. */
export function createServer(emulator: Emulator, controlToken: string | undefined): http.Server {
  const service = {
    emulator,
    controlToken,
    connections: new Connections(),
    bodies: new Budget(MAX_BODIES),
    fixtures: new Budget(MAX_FIXTURE),
  };
  const server = http.createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: MAX_HEADERS,
      keepAliveTimeout: 5_000,
    },
    (request, response) => {
      serve(service, request, response).catch(() => {
        // The other side left, or sent what no answer fits.
        response.destroy();
      });
    },
  );
  service.connections.watch(server);
  return server;
}

async function serve(
  service: Service,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { url = "/" } = request;
  const control = url.startsWith(CONTROL);
  // Whole URLs are for proxies, but RFC 9112 has servers take them, too.
  const target = url.replace(/^https?:\/\/[^/?#]*/i, "");
  const refusal = control ? refuseControl(request, service.controlToken) : undefined;
  if (refusal !== undefined) {
    refuse(request, response, refusal.status, refusal.error);
    return;
  }
  const isFixture = url === `${CONTROL}load`;
  const [max, budget] = isFixture ? [MAX_FIXTURE, service.fixtures] : [MAX_BODY, service.bodies];
  const reply = await withBody(request, max, budget, (body) => {
    service.connections.arrived(request, response);
    if (body === "long") {
      refuse(request, response, 413, `the body is longer than ${max} bytes`);
    } else if (body === "full") {
      refuse(request, response, 503, "too many bodies are on their way at once");
    } else if (control) {
      steer(service.emulator, request, body, response);
    } else {
      return play(service.emulator, request, target, body);
    }
    return undefined;
  });
  if (reply !== undefined) {
    await carryOut(service.emulator, reply, response);
  }
}

function play(emulator: Emulator, request: http.IncomingMessage, target: string, body: Uint8Array): RawReply {
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    headers.push([request.rawHeaders[at] as string, request.rawHeaders[at + 1] as string]);
  }
  return emulator.handle({
    method: request.method ?? "GET",
    target,
    headers,
    body,
    freshnessNow: Date.now(),
  });
}

async function carryOut(emulator: Emulator, reply: RawReply, response: http.ServerResponse): Promise<void> {
  if (reply.delayMs > 0) {
    // A caller that does not wait that long, or the end of the server, ends the waiting.
    const left = new AbortController();
    response.once("close", () => left.abort());
    await emulator.clock.sleep(reply.delayMs, left.signal);
  }
  if (response.destroyed) {
    return;
  }
  if (reply.fate === "reset") {
    response.socket?.resetAndDestroy();
  } else if (reply.fate === "answer") {
    response.writeHead(
      reply.status,
      [...reply.headers, ["content-length", String(reply.body.length)]].flat(),
    );
    end(response, reply.body);
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
  const { host: hosts = [""] } = request.headersDistinct;
  if (request.headers.origin !== undefined) {
    return { status: 403, error: "control takes no request with an Origin" };
  }
  if (controlToken !== undefined) {
    // The scheme is in any case of letters (RFC 9110).
    const [, token = ""] = /^bearer +(.*)$/i.exec(request.headers.authorization ?? "") ?? [];
    if (!equal(token, controlToken)) {
      return { status: 401, error: "control needs the header Authorization: Bearer and the control token" };
    }
  } else if (!hosts.every((host) => LOOPBACK.test(host))) {
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
  // Those who wait for a server often ask by HEAD; the body of an answer to it is not sent.
  const action = CONTROL_CALLS[call.replace(/^HEAD /, "GET ")];
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
    const { ms, ...others } = json(body) as { ms?: unknown };
    for (const name of Object.keys(others)) {
      throw new Error(`${name} is not known here; known is ms`);
    }
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

function answerJson(response: http.ServerResponse, status: number, value: object): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
  end(response, body);
}

/** Ends an answer; one that nobody reads is dropped after a while. */
function end(response: http.ServerResponse, body: Uint8Array): void {
  const timer = setTimeout(() => response.destroy(), ANSWER_TIMEOUT_MS);
  response.once("close", () => clearTimeout(timer));
  response.end(body);
}

/** Answers without having read the body, and ends the connection. */
function refuse(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  status: number,
  error: string,
): void {
  const body = Buffer.from(JSON.stringify({ error }));
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": body.length,
    connection: "close",
    // Without it some clients report no status but a broken answer.
    ...(status === 401 && { "www-authenticate": "Bearer" }),
  });
  response.write(body);
  linger(request, response);
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

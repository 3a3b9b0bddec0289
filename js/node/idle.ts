/** Connections that wait for the next request, and for how long. */

import type { Agent, IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/**
 * How long a connection is kept for the next request: what is on the way to the other end may forget one that is idle, and
 * a burst leaves more of those than a request has attempts. As long as with Node's own `fetch`; less where the server says
 * so. It is for idle connections alone: an answer may take longer.
 */
const KEPT_MS = 4_000;

/** For how long each connection is kept, as the server said with its last answer. */
const limits = new WeakMap<object, number>();

/** Notes what the server says of the connection that this answer came on. */
export function heed({ headers, socket }: IncomingMessage): void {
  const seconds = /^timeout=(\d+)/.exec(headers["keep-alive"] as string)?.[1];
  const ms = seconds === undefined ? KEPT_MS : Math.min(1_000 * Number(seconds), KEPT_MS);
  // Zero would be no limit.
  limits.set(socket, ms || 1);
}

/**
 * Has an agent give up what is idle for too long. Its own option for that is a limit of each request as well, which takes a
 * tenth of a request's time. Node drops a connection whose time is up while nobody uses it.
 */
export function givingUpIdle<T extends Agent>(agent: T): T {
  const { keepSocketAlive, reuseSocket } = agent;
  agent.keepSocketAlive = (socket) => {
    // By type it says nothing, but whether the connection is kept.
    const keeps = keepSocketAlive.call(agent, socket);
    (socket as Socket).setTimeout(limits.get(socket) ?? KEPT_MS);
    return keeps;
  };
  agent.reuseSocket = (socket, request) => {
    (socket as Socket).setTimeout(0);
    reuseSocket.call(agent, socket, request);
  };
  return agent;
}

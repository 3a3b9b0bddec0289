/** How to get to an origin: straight or through the proxy that the environment names, on connections that are kept. */

import type { Agent, AgentOptions, ClientRequest } from "node:http";
import type { RequestOptions } from "node:https";
import { urlToHttpOptions } from "node:url";
import { Places } from "./places.js";
import { type Proxied, throughProxy } from "./proxy-agent.js";
import { proxyFor } from "./proxy-for.js";

export interface RouteSettings {
  ca: string | undefined;
  maxSockets: number;
}

/** What the requests to one origin have in common. */
export interface Route extends Partial<Proxied> {
  request(options: RequestOptions): ClientRequest;
  protocol: RequestOptions["protocol"];
  hostname: RequestOptions["hostname"];
  port: RequestOptions["port"];
  agent: Agent;
  /** For the agent of a proxy, which takes it from the request. */
  ca: string | undefined;
  /** Behind a proxy, where requests are limited to so many at once: their agents lose track of those that wait. */
  places?: Places | undefined;
}

/**
 * How long a connection is kept for the next request: what is on the way to the other end may forget one that is idle, and
 * a burst leaves more of those than a request has attempts. As long as with Node's own `fetch`; less where the server says
 * so, which Node heeds only beside a limit. It is for idle connections alone: an answer may take longer.
 */
const KEPT_MS = 4_000;

/** The route by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. */
export async function routeTo(origin: string, settings: RouteSettings): Promise<Route> {
  const { ca, maxSockets } = settings;
  const url = new URL(origin);
  const secure = url.protocol === "https:";
  const { request, Agent } = await (secure ? import("node:https") : import("node:http"));
  const { protocol, hostname, port } = urlToHttpOptions(url);
  const common = { request, protocol, hostname, port, ca };
  const options: AgentOptions & { ca?: string } = {
    keepAlive: true,
    timeout: KEPT_MS,
    ...(ca === undefined ? {} : { ca }),
  };
  const proxy = proxyFor(url);
  if (proxy === undefined) {
    return { ...common, agent: new Agent({ ...options, maxSockets }) };
  }
  const places = maxSockets === Number.POSITIVE_INFINITY ? undefined : new Places(maxSockets);
  return { ...common, ...(await throughProxy(proxy, secure, options)), places };
}

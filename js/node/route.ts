/** How to get to an origin: straight or through the proxy that the environment names, on connections that are kept. */

import type { Agent, AgentOptions, ClientRequest } from "node:http";
import type { RequestOptions } from "node:https";
import { urlToHttpOptions } from "node:url";
import { givingUpIdle } from "./idle.js";
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

/** The route by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. */
export async function routeTo(origin: string, settings: RouteSettings): Promise<Route> {
  const { ca, maxSockets } = settings;
  const url = new URL(origin);
  const secure = url.protocol === "https:";
  const { request, Agent } = await (secure ? import("node:https") : import("node:http"));
  const { protocol, hostname, port } = urlToHttpOptions(url);
  const common = { request, protocol, hostname, port, ca };
  const options: AgentOptions & { ca?: string } = { keepAlive: true, ...(ca === undefined ? {} : { ca }) };
  const proxy = proxyFor(url);
  if (proxy === undefined) {
    return { ...common, agent: givingUpIdle(new Agent({ ...options, maxSockets })) };
  }
  const places = maxSockets === Number.POSITIVE_INFINITY ? undefined : new Places(maxSockets);
  const proxied = await throughProxy(proxy, secure, options);
  givingUpIdle(proxied.agent);
  return { ...common, ...proxied, places };
}

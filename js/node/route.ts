/** How to get to an origin: straight or through the proxy that the environment names, on connections that are kept. */

import type { Agent, ClientRequest } from "node:http";
import type { RequestOptions } from "node:https";
import { urlToHttpOptions } from "node:url";
import { getProxyForUrl } from "proxy-from-env";
import { failure } from "./failure.js";

export interface RouteSettings {
  ca: string | undefined;
  maxSockets: number;
}

/** What the requests to one origin have in common. */
export interface Route {
  request(options: RequestOptions): ClientRequest;
  protocol: RequestOptions["protocol"];
  hostname: RequestOptions["hostname"];
  port: RequestOptions["port"];
  agent: Agent;
  /** For the agent of a proxy, which takes it from the request. */
  ca: string | undefined;
  proxied: boolean;
}

/** The route by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. */
export async function routeTo(origin: string, settings: RouteSettings): Promise<Route> {
  const url = new URL(origin);
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const { protocol, hostname, port } = urlToHttpOptions(url);
  const proxy = getProxyForUrl(url.href);
  return {
    request,
    protocol,
    hostname,
    port,
    agent: await agentFor(url.protocol, proxy, settings),
    ca: settings.ca,
    proxied: proxy !== "",
  };
}

/** An agent for one protocol and one proxy. */
async function agentFor(protocol: string, proxy: string, settings: RouteSettings): Promise<Agent> {
  const secure = protocol === "https:";
  const options = {
    keepAlive: true,
    maxSockets: settings.maxSockets,
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
  };
  if (proxy === "") {
    return secure
      ? new (await import("node:https")).Agent(options)
      : new (await import("node:http")).Agent(options);
  }
  const address = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) {
    // Not the URL itself: it may hold a password.
    throw failure("ERR_PROXY_URL", "the environment names a proxy that is not an http or https URL");
  }
  return secure
    ? new (await import("https-proxy-agent")).HttpsProxyAgent(address, options)
    : new (await import("http-proxy-agent")).HttpProxyAgent(address, options);
}

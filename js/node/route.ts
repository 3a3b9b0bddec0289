/** How to get to an origin: straight or through the proxy that the environment names, on connections that are kept. */

import type { Agent, AgentOptions, ClientRequest } from "node:http";
import type { RequestOptions } from "node:https";
import { urlToHttpOptions } from "node:url";
import type { HttpsProxyAgent as ProxyAgent } from "https-proxy-agent";
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
  /** Ends what is under way for a request that has no connection yet. */
  abandon?: ((request: ClientRequest) => void) | undefined;
}

/** The route by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. */
export async function routeTo(origin: string, settings: RouteSettings): Promise<Route> {
  const url = new URL(origin);
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const { protocol, hostname, port } = urlToHttpOptions(url);
  const proxy = plainUnlessNamed(getProxyForUrl(url.href));
  const { agent, abandon } = await agentFor(url.protocol, proxy, settings);
  return {
    request,
    protocol,
    hostname,
    port,
    agent,
    abandon,
    ca: settings.ca,
    proxied: proxy !== "",
  };
}

/** A proxy without a scheme is spoken to in plain HTTP, as by curl; the library takes it to be of the target's. */
function plainUnlessNamed(proxy: string): string {
  const names = ["https_proxy", "all_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  return names.some((name) => process.env[name] === proxy) ? proxy : proxy.replace(/^https:/, "http:");
}

/** An agent for one protocol and one proxy. */
async function agentFor(
  protocol: string,
  proxy: string,
  settings: RouteSettings,
): Promise<Pick<Route, "agent" | "abandon">> {
  const secure = protocol === "https:";
  const options = {
    keepAlive: true,
    maxSockets: settings.maxSockets,
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
  };
  if (proxy === "") {
    const { Agent } = await (secure ? import("node:https") : import("node:http"));
    return { agent: new Agent(options) };
  }
  const address = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) {
    // Not the URL itself: it may hold a password.
    throw failure("ERR_PROXY_URL", "the environment names a proxy that is not an http or https URL");
  }
  return secure
    ? await tunnel(address, options)
    : { agent: new (await import("http-proxy-agent")).HttpProxyAgent(address, options) };
}

/**
 * An agent whose requests can be abandoned while the proxy has not opened their tunnel: until then they have no connection
 * that could be destroyed with them, and one to a proxy that stays silent would keep the process alive.
 */
async function tunnel(address: URL, options: AgentOptions): Promise<Pick<Route, "agent" | "abandon">> {
  const { HttpsProxyAgent } = await import("https-proxy-agent");
  const opening = new WeakMap<object, AbortController>();
  class Tunnel extends HttpsProxyAgent<string> {
    override async connect(...[request, to]: Parameters<ProxyAgent<string>["connect"]>) {
      const controller = new AbortController();
      opening.set(request, controller);
      const { connectOpts } = this;
      // Read before the first wait, so no other request sees it.
      this.connectOpts = { ...connectOpts, signal: controller.signal } as typeof connectOpts;
      const connection = super.connect(request, to);
      this.connectOpts = connectOpts;
      const socket = await connection;
      opening.delete(request);
      return socket;
    }
  }
  return {
    agent: new Tunnel(address.href, options),
    abandon: (request) => opening.get(request)?.abort(),
  };
}

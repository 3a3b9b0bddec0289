/** Keep-alive agents, straight or through the proxy that the environment names. */

import type { Agent } from "node:http";
import { getProxyForUrl } from "proxy-from-env";
import { failure } from "./failure.js";

export interface AgentSettings {
  ca: string | undefined;
  maxSockets: number;
}

/** The proxy's URL for a request, or "" for none, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. */
export function proxyOf(url: URL): string {
  return getProxyForUrl(url.href);
}

/** An agent for one protocol and one proxy. */
export async function agentFor(protocol: string, proxy: string, settings: AgentSettings): Promise<Agent> {
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

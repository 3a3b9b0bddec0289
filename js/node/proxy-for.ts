/** Which proxy the environment names for an origin. */

import { getProxyForUrl } from "proxy-from-env";
import { failure } from "./failure.js";

/** `undefined` where there is none, or NO_PROXY leaves it out. Throws ERR_PROXY_URL. */
export function proxyFor(url: URL): URL | undefined {
  if (getProxyForUrl(url.href) === "" || isLeftOut(url)) {
    return undefined;
  }
  // The value itself: the library makes one without a scheme a proxy of the target's, and to curl it is plain HTTP.
  const value = setting(`${url.protocol.slice(0, -1)}_proxy`) || setting("all_proxy");
  const text = value.includes("://") ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy === undefined || !/^https?:$/.test(proxy.protocol) || !isEncoded(proxy)) {
    // Not the URL itself: it may hold a password.
    throw failure("ERR_PROXY_URL", "the environment names a proxy that is not an http or https URL");
  }
  return proxy;
}

/**
 * What NO_PROXY covers for curl and Go beyond what it does for the library: a name covers the names below it, and an IPv6
 * address needs no brackets.
 */
function isLeftOut({ hostname, port, protocol }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  const hosts = [host, `${host}:${port || (protocol === "https:" ? 443 : 80)}`];
  return setting("no_proxy")
    .toLowerCase()
    .split(/[,\s]+/)
    .some((name) => name !== "" && hosts.some((host) => host === name || host.endsWith(`.${name}`)));
}

/** Whether user and password can be decoded, as the proxy is told them. */
function isEncoded({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

function setting(name: string): string {
  return process.env[name] || process.env[name.toUpperCase()] || "";
}

/** A `fetch` over `node:http` and `node:https`, for servers and commands: faster than Node's own, and proxies work. */

import type { Agent, IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { AbortSignalLike, Fetch } from "../types.js";
import { readBody } from "./body.js";
import { failure } from "./failure.js";

declare const __VERSION__: string;

export interface NodeFetchOptions {
  /** Certificates of authorities to trust instead of those that Node comes with, as PEM text. */
  ca?: string | undefined;
  /** How many connections to one host may be open at once; default no limit. */
  maxSockets?: number | undefined;
}

/**
 * Makes a `fetch` for the client's option of that name. Connections are kept alive and used again; answers may come
 * compressed (gzip, deflate, br) and may be 16 MiB long once decoded; proxies are taken from HTTPS_PROXY, HTTP_PROXY,
 * ALL_PROXY and NO_PROXY, in either case; redirects are not followed. The answer is read to its end before the promise
 * resolves.
 *
 * The promise rejects with the signal's reason when that aborts, else with an Error whose `code` is Node's (such as
 * ECONNREFUSED), or ERR_ANSWER_TOO_LONG, ERR_CONTENT_ENCODING, ERR_PROXY_REFUSED or ERR_PROXY_URL. No message holds the
 * URL.
 *
 * @example
 * import { TrafficMirrorClient } from "alicloud-traffic-mirror";
 * import { nodeFetch } from "alicloud-traffic-mirror/node";
 *
 * const client = new TrafficMirrorClient({
 *   regionId: "cn-hongkong",
 *   credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
 *   signature: "v3",
 *   fetch: nodeFetch(),
 * });
 */
export function nodeFetch(options: NodeFetchOptions = {}): Fetch {
  const settings = { ca: options.ca, maxSockets: options.maxSockets ?? Number.POSITIVE_INFINITY };
  const agents = new Map<string, Promise<Agent>>();
  return async (input, init) => {
    const { agentFor, proxyOf } = await import("./agents.js");
    const url = new URL(input);
    const proxy = proxyOf(url);
    const key = `${url.protocol} ${proxy}`;
    let agent = agents.get(key);
    if (agent === undefined) {
      agent = agentFor(url.protocol, proxy, settings);
      agents.set(key, agent);
    }
    return await exchange(url, init, await agent, settings.ca);
  };
}

type Init = Parameters<Fetch>[1];

async function exchange(url: URL, init: Init, agent: Agent, ca: string | undefined): ReturnType<Fetch> {
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const signal = init.signal as AbortSignalLike | undefined;
  const sent = request(url, {
    agent,
    // Here as well: a proxy's agent takes it from the request.
    ...(ca === undefined ? {} : { ca }),
    method: init.method,
    headers: {
      "user-agent": `alicloud-traffic-mirror/${__VERSION__} node/${process.versions.node}`,
      "accept-encoding": "gzip, deflate, br",
      ...init.headers,
    },
  });
  const abort = (): void => {
    sent.destroy(new Error("aborted"));
  };
  signal?.addEventListener("abort", abort);
  try {
    if (signal?.aborted) {
      abort();
    }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once("error", reject);
      sent.once("response", resolve);
      sent.once("proxyConnect", (tunnel?: { statusCode?: number }) => {
        const status = tunnel?.statusCode;
        // Where a proxy forwards without a tunnel, there is no status.
        if (status !== undefined && status !== 200) {
          reject(failure("ERR_PROXY_REFUSED", `the proxy refused the tunnel with status ${status}`));
          sent.destroy();
        }
      });
      sent.end(init.body);
    });
    // What happens to the connection from here on shows in the body.
    sent.on("error", () => {});
    const body = await readBody(answer);
    return {
      status: answer.statusCode ?? 0,
      headers: { get: (name) => header(answer.headers, name) },
      text: async () => body,
    };
  } catch (error) {
    sent.on("error", () => {});
    sent.destroy();
    throw signal?.aborted ? (signal.reason ?? error) : error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function header(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : (value ?? null);
}

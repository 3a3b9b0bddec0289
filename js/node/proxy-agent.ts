/** Agents that go through a proxy. */

import type { Agent, AgentOptions, ClientRequest } from "node:http";
import { isIP, type Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { failure } from "./failure.js";

export interface Proxied {
  agent: Agent;
  /** Ends what is under way for a request that has no connection yet. */
  abandon(request: ClientRequest): void;
}

/** A tunnel for TLS; what is plain is forwarded. */
export async function throughProxy(proxy: URL, secure: boolean, options: AgentOptions): Promise<Proxied> {
  if (secure) {
    const { HttpsProxyAgent } = await import("https-proxy-agent");
    const { checkServerIdentity } = await import("node:tls");
    const agent = new HttpsProxyAgent(proxy, options);
    const connect = agent.connect.bind(agent);
    agent.connect = (request, to) => {
      const { host = "" } = to;
      // An address is no name that TLS would be told; without this, the certificate would be held against `localhost`.
      const identified: Pick<ConnectionOptions, "checkServerIdentity"> =
        isIP(host) === 0
          ? {}
          : { checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate) };
      return tunnel(request, connect(request, { ...to, ...identified }));
    };
    return abandonable(agent);
  }
  const { HttpProxyAgent } = await import("http-proxy-agent");
  return abandonable(new HttpProxyAgent(proxy, options));
}

/** The connection, if the proxy opens a tunnel; else an error that says why not. */
async function tunnel(request: ClientRequest, connecting: Promise<Socket>): Promise<Socket> {
  let status: number | undefined;
  request.once("proxyConnect", (answer: { statusCode?: number }) => {
    status = answer.statusCode;
  });
  let socket: Socket;
  try {
    socket = await connecting;
  } catch (error) {
    // Without a code it is the library's own, whose text may be the proxy's.
    throw (error as NodeJS.ErrnoException).code === undefined
      ? failure(
          "ERR_PROXY_REFUSED",
          "the proxy opened no tunnel: it closed the connection, or sent what is no answer of HTTP",
        )
      : error;
  }
  if (status !== 200) {
    socket.destroy();
    const said = Number.isInteger(status)
      ? `with status ${status}`
      : "with an answer that HTTP does not know";
    throw failure("ERR_PROXY_REFUSED", `the proxy refused the tunnel ${said}`);
  }
  return socket;
}

/** What the agents of both kinds have in common; their types do not say so. */
interface Connecting<Request, To> extends Agent {
  connectOpts: object;
  connect(request: Request, to: To): Promise<Socket>;
}

/**
 * An agent whose requests can be abandoned while the proxy has not connected them: until then they have no connection
 * that could be destroyed with them, and one to a proxy that stays silent would keep the process alive.
 */
function abandonable<Request extends ClientRequest, To>(agent: Connecting<Request, To>): Proxied {
  const connect = agent.connect.bind(agent);
  const opening = new WeakMap<ClientRequest, AbortController>();
  agent.connect = async (request, to) => {
    if (request.destroyed) {
      // Before the agent came to it.
      throw failure("ECONNRESET", "the request was given up");
    }
    const controller = new AbortController();
    opening.set(request, controller);
    const { connectOpts } = agent;
    // Read before the first wait, so no other request sees it.
    agent.connectOpts = { ...connectOpts, signal: controller.signal };
    const connecting = connect(request, to);
    agent.connectOpts = connectOpts;
    try {
      return await connecting;
    } finally {
      opening.delete(request);
    }
  };
  return { agent, abandon: (request) => opening.get(request)?.abort() };
}

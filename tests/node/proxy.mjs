// What the tests of nodeFetch talk to: servers that note their connections, a certificate, and a real proxy.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttp, request } from "node:http";
import { createServer as createHttps } from "node:https";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A key and a certificate for localhost that nobody else knows of. */
export function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    execFileSync("openssl", [...kind, "-days", "2", ...subject, "-keyout", key, "-out", cert], {
      stdio: "pipe",
    });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } catch (error) {
    if (error.code === "ENOENT") {
      throw new Error("missing: openssl, for a certificate. Debian/Ubuntu: apt-get install openssl");
    }
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Serves `answer(request, response)` until the test ends; `connections` counts. */
export async function serveHttp(t, answer, tls) {
  const server = tls === undefined ? createHttp(answer) : createHttps(tls, answer);
  const counts = { connections: 0 };
  server.on(tls === undefined ? "connection" : "secureConnection", () => {
    counts.connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address();
  return { port, counts, url: `${tls === undefined ? "http" : "https"}://localhost:${port}/` };
}

/** A server that speaks what a function of the connection says; gives its port. */
export async function serveRaw(t, speak) {
  const sockets = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    speak(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return server.address().port;
}

/** A proxy that tunnels (CONNECT) and forwards (absolute URLs), and notes what it was asked. `first` has the first connection that asks for a tunnel. */
export async function serveProxy(t, { password, refuse, first } = {}) {
  const asked = [];
  const sockets = new Set();
  const admitted = (headers) =>
    password === undefined ||
    headers["proxy-authorization"] === `Basic ${Buffer.from(password).toString("base64")}`;
  const proxy = createHttp((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (!admitted(incoming.headers)) {
      outgoing.writeHead(407).end();
      return;
    }
    const { method, headers } = incoming;
    incoming.pipe(
      request(incoming.url.replace("localhost", "127.0.0.1"), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  });
  proxy.on("connect", (incoming, socket, head) => {
    sockets.add(socket.on("error", () => {}));
    if (asked.push(`CONNECT ${incoming.url}`) === 1 && first !== undefined) {
      first(socket);
      return;
    }
    const status = refuse ?? (admitted(incoming.headers) ? 200 : 407);
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} no\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(incoming.url.split(":").at(-1)), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 yes\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    sockets.add(upstream.on("error", () => {}));
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
    proxy.closeAllConnections();
  });
  return { host: `127.0.0.1:${proxy.address().port}`, asked };
}

const NAMES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

/** The proxies of the environment, for one test: these and no others. */
export function setProxies(t, values = {}) {
  const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));
  const set = (all) => {
    for (const name of NAMES) {
      if (all[name] === undefined) delete process.env[name];
      else process.env[name] = all[name];
    }
  };
  set(values);
  t.after(() => set(before));
}

// A server of static files on loopback, whose pages say by their path which policy they are served under.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** Serves a folder, and `pages`: texts by path, `{ html, csp }`. Gives the port and `close()`. */
export async function serveFolder(folder, pages = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const page = pages[pathname];
    if (page !== undefined) {
      response.setHeader("content-type", TYPES[".html"]);
      if (page.csp) response.setHeader("content-security-policy", page.csp);
      response.end(page.html);
      return;
    }
    const content = await readFile(join(folder, normalize(pathname))).catch(() => undefined);
    response.statusCode = content === undefined ? 404 : 200;
    response.setHeader("content-type", TYPES[extname(pathname)] ?? "application/octet-stream");
    response.end(content);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

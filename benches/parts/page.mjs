// In Chromium: from the start of a page's script to the first signed URL, the package's own file fetched from loopback.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { launch } from "../../tests/console/browser.mjs";
import { action, credentials, regionId, sessionId } from "../job.mjs";
import { ROUNDS, summary } from "../rounds.mjs";
import { verify } from "../verify.mjs";

const PAGE = `<!doctype html><title>bench</title><script type="module">
const start = performance.now();
const { signUrl } = await import("/index.js");
const call = () => signUrl(${JSON.stringify(action)}, ${JSON.stringify({ TrafficMirrorSessionId: sessionId })},
  ${JSON.stringify({ regionId, credentials })});
const loaded = performance.now();
const url = call();
globalThis.measured = { url, ms: performance.now() - start, loadMs: loaded - start };
</script>`;

export async function run({ quick }) {
  const folder = new URL(".", import.meta.resolve("alicloud-traffic-mirror"));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname === "/") {
      response.setHeader("content-type", "text/html").end(PAGE);
    } else if (/^\/(?:shared\/)?[\w.-]+\.js$/.test(pathname)) {
      response.setHeader("content-type", "text/javascript");
      response.end(readFileSync(fileURLToPath(new URL(`.${pathname}`, folder))));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launch();
  const times = [];
  const loads = [];
  try {
    for (let left = quick ? 5 : 2 * ROUNDS; left > 0; left -= 1) {
      // A context of its own, so that no cache is warm.
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      const handle = await page.waitForFunction(() => globalThis.measured);
      const { url, ms, loadMs } = await handle.jsonValue();
      verify({ url });
      times.push(ms);
      loads.push(loadMs);
      await context.close();
    }
    return { ratios: { pageMs: summary(times), pageLoadMs: summary(loads) }, browser: browser.version() };
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

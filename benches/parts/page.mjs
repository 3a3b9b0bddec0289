// In Chromium: a page whose script is a bundle of the package and one call, as a site would ship it. From the first statement
// of that script, before any of the package has run, to the first signed URL; and the same from the navigation on, so with
// the request for the script, its compilation, and what the browser does for a new page.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../../tests/console/browser.mjs";
import { action, credentials, regionId, sessionId } from "../job.mjs";
import { ROUNDS, summary } from "../rounds.mjs";
import { verify } from "../verify.mjs";

const SCRIPT = `import { signUrl } from "alicloud-traffic-mirror";
const url = signUrl(${JSON.stringify(action)}, ${JSON.stringify({ TrafficMirrorSessionId: sessionId })},
  ${JSON.stringify({ regionId, credentials })});
const end = performance.now();
globalThis.measured = { url, ms: end - scriptStart, navigationMs: end };`;

const PAGE = '<!doctype html><title>bench</title><script type="module" src="/script.js"></script>';

export async function run({ quick }) {
  const script = await bundle();
  const server = createServer((request, response) => {
    if (request.url === "/") response.setHeader("content-type", "text/html").end(PAGE);
    else if (request.url === "/script.js") {
      response.setHeader("content-type", "text/javascript").end(script);
    } else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launch();
  const times = [];
  const navigations = [];
  try {
    for (let left = quick ? 5 : 2 * ROUNDS; left > 0; left -= 1) {
      // A context of its own, so that no cache is warm.
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      const handle = await page.waitForFunction(() => globalThis.measured);
      const { url, ms, navigationMs } = await handle.jsonValue();
      verify({ url });
      times.push(ms);
      navigations.push(navigationMs);
      await context.close();
    }
    return {
      ratios: { pageMs: summary(times), pageNavigationMs: summary(navigations) },
      browser: browser.version(),
    };
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

async function bundle() {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: fileURLToPath(new URL("..", import.meta.url)) },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    banner: { js: "const scriptStart = performance.now();" },
  });
  return outputFiles[0].contents;
}

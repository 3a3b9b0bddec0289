// Pages without a bundler: an import map and served files, in three engines; and in Chromium under a strict policy, on
// plain http, in a web worker, and with the modules fetched.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "esbuild";
import { serveFolder } from "../server.mjs";
import { startBrowser } from "../webdriver.mjs";

const HOST = "mirror.example";
const folder = "/node_modules/alicloud-traffic-mirror/dist";
const IMPORTS = JSON.stringify({
  imports: {
    "alicloud-traffic-mirror": `${folder}/index.js`,
    "alicloud-traffic-mirror/slim": `${folder}/slim.js`,
    "alicloud-traffic-mirror/emulator": `${folder}/emulator.js`,
    "alicloud-traffic-mirror/emulator/slim": `${folder}/emulator-slim.js`,
  },
});
const page = (script) =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="importmap">${IMPORTS}</script>` +
  `<script type="module" src="/${script}"></script>`;

/** Nothing but what the page itself serves; the import map, which stands in the page, by its hash. */
const strict = (extra) => {
  const map = createHash("sha256").update(IMPORTS).digest("base64");
  return `default-src 'none'; connect-src 'self'; script-src 'self' 'sha256-${map}'${extra}`;
};

const PAGES = {
  "/plain": { html: page("page.mjs") },
  "/slim": { html: page("slim-page.mjs") },
  "/worker": { html: page("worker-page.mjs") },
  "/csp": { html: page("page.mjs"), csp: strict(" 'wasm-unsafe-eval'") },
  "/csp-without-wasm": { html: page("refused-page.mjs"), csp: strict("") },
};

export async function browserRunners(project) {
  await build({
    absWorkingDir: project.folder,
    entryPoints: ["web-worker.mjs"],
    outfile: join(project.folder, "web-worker.js"),
    bundle: true,
    format: "esm",
    logLevel: "warning",
  });
  const server = await serveFolder(project.folder, PAGES);
  const browsers = new Map();
  const browser = (engine) => {
    if (!browsers.has(engine)) {
      browsers.set(engine, startBrowser(engine, [`--host-resolver-rules=MAP ${HOST} 127.0.0.1`]));
    }
    return browsers.get(engine);
  };
  const origin = `http://127.0.0.1:${server.port}`;
  const suite = async (engine, address) => {
    const { version, evaluate } = await browser(engine);
    return { version, ...JSON.parse(await evaluate(address, "globalThis.conformance")) };
  };
  /** The suite, and a page whose policy forbids wasm: the error must name the directive that allows it. */
  const engineSuite = async (engine) => {
    const result = await suite(engine, `${origin}/plain`);
    const { evaluate } = await browser(engine);
    const refused = await evaluate(`${origin}/csp-without-wasm`, "globalThis.refused");
    if (!/^ENVIRONMENT .*script-src 'wasm-unsafe-eval'/.test(refused)) {
      result.failures.push({ name: "a policy that forbids wasm", message: refused });
    }
    return result;
  };
  return {
    runners: {
      chromium: () => engineSuite("chromium"),
      firefox: () => engineSuite("firefox"),
      webkit: () => engineSuite("webkit"),
      "chromium-csp": () => suite("chromium", `${origin}/csp`),
      "chromium-plain-http": async () => {
        const address = `http://${HOST}:${server.port}/plain`;
        const { evaluate } = await browser("chromium");
        const secure = await evaluate(address, "String(isSecureContext) + typeof crypto.randomUUID");
        const result = await suite("chromium", address);
        if (secure !== "falseundefined") {
          result.failures.push({ name: "no secure context", message: secure });
        }
        return result;
      },
      "chromium-worker": () => suite("chromium", `${origin}/worker`),
      "slim-browser": () => suite("chromium", `${origin}/slim`),
    },
    close: async () => {
      for (const started of browsers.values()) {
        await started.then(
          ({ close }) => close(),
          () => {},
        );
      }
      server.close();
    },
  };
}

// The page in www/, built as it would be published and served under a strict policy; and what tests look for in it.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before } from "node:test";
import { build, preview } from "vite";
import { launch, openPage } from "./browser.mjs";

const root = resolve("www");
/** Stricter than the page's own: what parses text as HTML throws, but for Lit's templates. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html",
].join("; ");

export const FIRST = [
  "web-frontend-ids",
  "checkout-audit",
  "orders-db-capture",
  "loadtest-2024-11",
  "debug-gateway",
  "staging-mirror",
];

/** To be called once in a file of tests. Gives a function that runs a test on the page. */
export function site() {
  const state = {};
  before(async () => {
    state.outDir = await mkdtemp(join(tmpdir(), "console-"));
    state.browser = await launch();
    await build({ root, logLevel: "warn", build: { outDir: state.outDir, emptyOutDir: true } });
    state.server = await preview({
      root,
      logLevel: "warn",
      build: { outDir: state.outDir },
      preview: {
        host: "127.0.0.1",
        port: 0,
        strictPort: true,
        headers: { "Content-Security-Policy": POLICY },
      },
    });
    state.address = `http://127.0.0.1:${state.server.httpServer.address().port}/`;
  });
  after(async () => {
    await state.browser?.close();
    await state.server?.close();
    await rm(state.outDir, { recursive: true, force: true });
  });
  /** The page with its first sessions listed; the body; and the check that nothing unexpected came to pass. */
  const onPage = async (body, { query = "", expected = [], ...options } = {}) => {
    const opened = await openPage(state.browser, state.address + query, { locale: "en-GB", ...options });
    try {
      await row(opened.page, FIRST[0]).waitFor();
      await body(opened.page);
      assert.deepEqual(
        opened.surprises.filter((surprise) => !expected.some((pattern) => pattern.test(surprise))),
        [],
      );
    } finally {
      await opened.close();
    }
  };
  return Object.assign(onPage, { state });
}

export const row = (page, name) => page.locator("tbody tr[data-id]").filter({ hasText: name });
export const badge = (page, name, state) => row(page, name).locator(`.badge[data-state="${state}"]`);
export const deleteButton = (page, name) => page.getByRole("button", { name: `Delete ${name}`, exact: true });
export const dialog = (page) => page.getByRole("dialog");
export const tab = (page, name) => page.getByRole("tab", { name });

/** What has the focus, in whichever shadow tree: its label or its text. */
export const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) {
      element = element.shadowRoot.activeElement;
    }
    return element?.getAttribute("aria-label") ?? element?.textContent?.trim();
  });

/** Everything that could be read off the page, in shadow trees and attributes too. */
export const wholePage = (page) =>
  page.evaluate(
    () =>
      document.documentElement.outerHTML +
      [...document.querySelectorAll("*")].map((element) => element.shadowRoot?.innerHTML ?? "").join(""),
  );

/** Puts elements in place of the page's own, each with a client of its own that a function in the page makes. */
export async function elements(page, count, makeClient) {
  await page.evaluate(
    ([count, source]) => {
      const make = new Function(`return (${source})`)();
      document.body.replaceChildren();
      globalThis.made = Array.from({ length: count }, (_, at) => {
        const session = {
          TrafficMirrorSessionId: `tms-${at}`,
          TrafficMirrorSessionName: `session-${at}`,
          TrafficMirrorSessionStatus: "Created",
          TrafficMirrorFilterId: "tmf-1",
          TrafficMirrorSourceIds: [],
          Tags: [],
        };
        const element = document.createElement("traffic-mirror-console");
        element.id = `element-${at}`;
        element.client = {
          regionId: "cn-hongkong",
          async *sessions() {
            yield session;
          },
          async *filters() {},
          ...make(at),
        };
        document.body.append(element);
        return element;
      });
    },
    [count, String(makeClient)],
  );
}

/**
 * Has the page's element look at the list once, by `sessions`, and no more by itself. A look that is under way is waited
 * for, so what `sessions` gives is the last that the element has seen.
 */
export function lastLook(page, sessions) {
  return page.evaluate(async (source) => {
    const element = document.querySelector("traffic-mirror-console");
    const { client } = element;
    const own = client.sessions.bind(client);
    const look = new Function(`return (${source})`)();
    element.pollMs = 1e9;
    await element.updateComplete;
    await new Promise((looked) => {
      client.sessions = async function* (...values) {
        client.sessions = own;
        try {
          yield* look(own, values);
        } finally {
          // In a turn of its own, when the element has what was listed.
          setTimeout(looked);
        }
      };
      // A page that comes into sight again looks at once.
      document.dispatchEvent(new Event("visibilitychange"));
    });
  }, String(sessions));
}

/** The page's policy lets no text become code, but tests may. */
export const loose = { bypassCSP: true };

/** Has one of these elements tear everything down, up to the yes. */
export async function tearDown(page, at = 0) {
  const element = page.locator(`#element-${at}`);
  await element.getByRole("button", { name: "Tear down…" }).click();
  await dialog(page).getByLabel("All sessions in this region").check();
  await dialog(page).getByRole("button", { name: "Show the plan" }).click();
  await dialog(page)
    .getByRole("button", { name: /^Delete \d+ session/ })
    .click();
}

// The installed Chromium, and pages of it in which anything unexpected is noted.
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const runs = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The path of the browser: CHROME's, or the first on the PATH. */
function findChrome() {
  const { CHROME, PATH = "" } = process.env;
  const names = CHROME ? [CHROME] : NAMES;
  const paths = names.flatMap((name) =>
    isAbsolute(name) ? [name] : PATH.split(delimiter).map((folder) => join(folder, name)),
  );
  const found = paths.find(runs);
  if (found === undefined) {
    throw new Error(
      `missing: ${CHROME || "Chromium"}, for the tests of the page. Install it with: make browser`,
    );
  }
  return found;
}

/** Starts the browser. It asks nobody for updates, and as root it needs to run without its sandbox. */
export function launch() {
  return chromium.launch({
    executablePath: findChrome(),
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A page at `address` with the list `surprises`: console errors and warnings, uncaught exceptions, violations of the
 * page's Content-Security-Policy, and requests to any other host.
 */
export async function openPage(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  // For machines that do much else; what is right needs a second.
  page.setDefaultTimeout(120_000);
  const surprises = [];
  const { origin } = new URL(address);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      surprises.push(`console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => surprises.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) {
      surprises.push(`request: ${request.url()}`);
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 400) {
      surprises.push(`status ${response.status()}: ${response.url()}`);
    }
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(address);
  return { page, surprises, close: () => context.close() };
}

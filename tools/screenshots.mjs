// Takes the pictures of the console that stand in the README, from the page in www/ as it is built now, into docs/images/.
// Chromium writes large PNGs; they are reduced to a palette where pngquant is installed.
import { execFileSync } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createServer } from "vite";
import { launch, openPage } from "../tests/console/browser.mjs";

const folder = resolve("docs/images");
const viewport = { width: 1180, height: 760 };
await mkdir(folder, { recursive: true });
const server = await createServer({
  root: resolve("www"),
  logLevel: "warn",
  server: { host: "127.0.0.1", port: 0 },
});
await server.listen();
const address = `http://127.0.0.1:${server.httpServer.address().port}/`;
const browser = await launch();

async function picture(name, query, reach) {
  const { page, close } = await openPage(browser, address + query, { viewport, locale: "en-GB" });
  await page.locator("tbody tr[data-id]").first().waitFor();
  await page.locator("#laboratory summary").click();
  await reach(page);
  const path = join(folder, `${name}.png`);
  await page.locator("traffic-mirror-console").screenshot({ path, animations: "disabled" });
  await close();
  try {
    execFileSync("pngquant", ["--force", "--skip-if-larger", "--strip", "--output", path, "64", path]);
  } catch {
    console.warn(
      `${name}.png is as Chromium wrote it: pngquant is not installed, or could not make it smaller`,
    );
  }
  console.log(`${name}.png: ${(await stat(path)).size} bytes`);
}

try {
  await picture("console-sessions", "?theme=light&deletingMs=60000", async (page) => {
    await page.locator("tr[data-id]", { hasText: "loadtest-2024-11" }).locator(".delete").click();
    await page.locator("#delete-dialog [data-check=passed]").waitFor();
    await page.locator("#delete-dialog .danger").click();
    await page.locator(".badge[data-state=Deleting]").waitFor();
    await page.locator("tr[data-id]", { hasText: "web-frontend-ids" }).locator(".open").click();
    await page.locator(".detail").waitFor();
  });
  await picture(
    "console-timeline",
    "?theme=dark&deletingMs=5000&drop=5&error=8&throttle=8&delay=600",
    async (page) => {
      await page.locator("#more").evaluate((button) => button.click());
      await page.locator("tr[data-id]", { hasText: "soak-test-050" }).waitFor();
      await page.locator("#teardown").click();
      await page.locator("#teardown-dialog input[value=tag]").check();
      await page.locator("#teardown-dialog input[type=text]").first().fill("run");
      await page.locator("#teardown-dialog button[type=submit]").click();
      await page.locator("#teardown-dialog .danger").click();
      await page.locator("#teardown-status.good").waitFor({ timeout: 90_000 });
      await page.locator("#tab-deletions").click();
    },
  );
  await picture("console-inspector", "?theme=light", async (page) => {
    await page.locator("#tab-inspector").click();
    await page.locator("#operation").selectOption("DeleteTrafficMirrorSession");
    await page.getByLabel("TrafficMirrorSessionId required").fill("tms-j6cdebuggateway");
    await page.getByLabel("DryRun", { exact: true }).selectOption("true");
    await page.locator(".request .buttons button").last().click();
    await page.locator("#answer pre").waitFor();
  });
} finally {
  await browser.close();
  await server.close();
}

// The page in www/, built as it would be published and driven as a person would, with the mouse and with the keyboard.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { build, createServer, preview } from "vite";
import { launch, openPage } from "./browser.mjs";

const root = resolve("www");
const REQUEST_ID = /[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/;
const FIRST = ["web-frontend", "checkout-api", "billing-batch", "debug-session"];
const outDir = await mkdtemp(join(tmpdir(), "console-"));
let browser;
let server;
let address;

before(async () => {
  browser = await launch();
  await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
  server = await preview({
    root,
    logLevel: "warn",
    build: { outDir },
    preview: { host: "127.0.0.1", port: 0, strictPort: true },
  });
  address = `http://127.0.0.1:${server.httpServer.address().port}/`;
});
after(async () => {
  await browser?.close();
  await server?.close();
  await rm(outDir, { recursive: true, force: true });
});

const row = (page, name) =>
  page.getByRole("row").filter({ has: page.getByRole("rowheader").getByText(name, { exact: true }) });
const badge = (page, name, state) => row(page, name).locator(".badge").getByText(state, { exact: true });
const deleteButton = (page, name) => page.getByRole("button", { name: `Delete ${name}`, exact: true });
const dialog = (page) => page.getByRole("dialog");
const panel = (page) => page.getByRole("complementary", { name: "Request and answer" });
const part = (page, title) => panel(page).locator(`[data-part="${title}"]`);

/** The page once every session is `Created`; the test body; and the check that nothing unexpected came to pass. */
async function onPage(body, { query = "", state = "Created", ...options } = {}) {
  const { page, surprises, close } = await openPage(browser, address + query, options);
  try {
    for (const name of FIRST) {
      await badge(page, name, state).waitFor();
    }
    await body(page);
    assert.deepEqual(surprises, []);
  } finally {
    await close();
  }
}

async function assertNothingSecretIsShown(page) {
  const text = await page.evaluate(() => document.documentElement.outerHTML);
  assert.doesNotMatch(text, /testid|testsecret/);
  assert.doesNotMatch(text, /Signature=(?!\*\*\*)[^<&]|SecurityToken=(?!\*\*\*)[^<&]/);
  const url = await part(page, "Signed URL").locator("code").textContent();
  assert.match(url, /^https:\/\/vpc\.cn-hongkong\.aliyuncs\.com\/\?AccessKeyId=\*\*\*&Action=/);
  assert.match(url, /&Signature=\*\*\*$/);
  return url;
}

/** The states in the panel that were reached, and whether each has a time. */
async function steps(page) {
  const reached = part(page, "States").locator("li.reached");
  const times = await reached.locator("time").allTextContents();
  for (const time of times) {
    assert.match(time, /^\d\d:\d\d:\d\d\.\d{3}$/);
  }
  const names = await reached.locator(".step-name").allTextContents();
  assert.equal(times.length, names.length);
  return names;
}

describe("the built page", { concurrency: 3 }, () => {
  test("carries a Content-Security-Policy that allows neither inline code nor other hosts", async () => {
    const html = await readFile(join(outDir, "index.html"), "utf8");
    const policy = html.match(/http-equiv="Content-Security-Policy"\s+content="([^"]*)"/)?.[1];
    assert.ok(
      policy?.startsWith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"),
    );
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:|\*/);
  });

  test("lists four sessions and shows no secret", async () => {
    await onPage(async (page) => {
      assert.equal(await page.locator("#rows tr").count(), FIRST.length);
      const cells = await row(page, "billing-batch").getByRole("cell").locator(".value").allTextContents();
      assert.deepEqual(cells.slice(0, 7), [
        "Created",
        "Off",
        "eni-billing-1eni-billing-2eni-billing-3",
        "eni-collector",
        "https-inbound",
        "30",
        "1003",
      ]);
      const html = await page.content();
      assert.doesNotMatch(html, /testid|testsecret/);
    });
  });

  test("deletes a session: dry run, question, Deleting, gone", async () => {
    await onPage(async (page) => {
      const name = "checkout-api";
      await deleteButton(page, name).click();
      await dialog(page).getByRole("status").getByText("Dry run passed").waitFor();
      assert.match(await dialog(page).getByRole("status").textContent(), REQUEST_ID);
      await badge(page, name, "Created").waitFor();
      assert.match(await part(page, "Answer").textContent(), /Not sent yet/);

      await dialog(page).getByRole("button", { name: "Delete session" }).click();
      await badge(page, name, "Deleting").waitFor();
      assert.equal(await dialog(page).count(), 0);
      const answer = JSON.parse(await part(page, "Answer").locator("pre").textContent());
      assert.deepEqual(Object.keys(answer), ["RequestId"]);
      assert.match(answer.RequestId, REQUEST_ID);
      const url = await assertNothingSecretIsShown(page);
      assert.match(url, /&Action=DeleteTrafficMirrorSession&/);
      const id = await row(page, name).getAttribute("data-id");
      assert.ok(url.includes(`&TrafficMirrorSessionId=${id}&`));

      await row(page, name).waitFor({ state: "detached" });
      assert.deepEqual(await steps(page), ["Created", "Deleting", "gone"]);
      assert.equal(await page.locator("#rows tr").count(), FIRST.length - 1);
      assert.match(await page.locator("#announcer").textContent(), /checkout-api is gone/);
      await assertNothingSecretIsShown(page);
    });
  });

  test("two deletions at a time are each followed to the end", async () => {
    await onPage(async (page) => {
      for (const name of ["web-frontend", "debug-session"]) {
        await deleteButton(page, name).click();
        await dialog(page).getByRole("button", { name: "Delete session" }).click();
        await badge(page, name, "Deleting").waitFor();
      }
      for (const name of ["web-frontend", "debug-session"]) {
        await row(page, name).waitFor({ state: "detached" });
        await panel(page)
          .getByLabel("Call")
          .selectOption({ label: `${name} · DeleteTrafficMirrorSession` });
        assert.deepEqual(await steps(page), ["Created", "Deleting", "gone"]);
      }
    });
  });

  test("a deletion that is cancelled changes nothing", async () => {
    await onPage(async (page) => {
      const name = "web-frontend";
      for (const cancel of [
        () => dialog(page).getByRole("button", { name: "Cancel" }).click(),
        () => page.keyboard.press("Escape"),
      ]) {
        await deleteButton(page, name).click();
        await dialog(page).getByText("Dry run passed").waitFor();
        await cancel();
        await dialog(page).waitFor({ state: "detached" });
        await part(page, "Answer").getByText("Not sent: the deletion was cancelled.").waitFor();
        await badge(page, name, "Created").waitFor();
      }
      // Longer than any poll of the table.
      await page.waitForTimeout(2_500);
      await badge(page, name, "Created").waitFor();
      assert.equal(await page.locator("#rows tr").count(), FIRST.length);
    });
  });

  test("a refused dry run gives its reason and what to do, and nothing can be confirmed", async () => {
    await onPage(
      async (page) => {
        const name = "debug-session";
        await deleteButton(page, name).click();
        const check = dialog(page).getByRole("status");
        await check.getByText("Dry run refused").waitFor();
        assert.match(await check.textContent(), /IncorrectStatus\.TrafficMirrorSession/);
        assert.match(await check.textContent(), /Wait until the session is Created/);
        assert.ok(await dialog(page).getByRole("button", { name: "Delete session" }).isDisabled());
        await page.keyboard.press("Escape");
        await part(page, "Answer").getByText("Not sent: the dry run was refused.").waitFor();
        await badge(page, name, "Created").waitFor();
      },
      { query: "?creatingMs=3000", state: "Creating" },
    );
  });

  test("the keyboard alone deletes a session, and is never left nowhere", async () => {
    await onPage(async (page) => {
      const name = "web-frontend";
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
      for (let presses = 0; (await focused()) !== `Delete ${name}`; presses += 1) {
        assert.ok(presses < 10, "Tab does not reach the button");
        await page.keyboard.press("Tab");
      }
      const outline = await deleteButton(page, name).evaluate(
        (button) => getComputedStyle(button).outlineStyle,
      );
      assert.equal(outline, "solid");
      await page.keyboard.press("Enter");
      await dialog(page).getByText("Dry run passed").waitFor();
      // Cancel is what has the focus: the question is not answered by accident.
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Cancel");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await badge(page, name, "Deleting").waitFor();
      assert.equal(await focused(), `Delete ${name}`);
      // The button is dead by now.
      await page.keyboard.press("Enter");
      assert.equal(await dialog(page).count(), 0);
      await row(page, name).waitFor({ state: "detached" });
      assert.equal(await focused(), "Delete checkout-api");
    });
  });

  test("creates a session and follows it until it is Created", async () => {
    await onPage(async (page) => {
      await page.getByRole("button", { name: "Create a session" }).click();
      await badge(page, "session-5", "Creating").waitFor();
      await badge(page, "session-5", "Created").waitFor();
      await part(page, "States").locator('li.reached[data-state="Created"]').waitFor();
      assert.deepEqual(await steps(page), ["Creating", "Created"]);
      const answer = JSON.parse(await part(page, "Answer").locator("pre").textContent());
      assert.match(answer.TrafficMirrorSessionId, /^tms-/);
      assert.match(answer.RequestId, REQUEST_ID);
      assert.match(await assertNothingSecretIsShown(page), /&Action=CreateTrafficMirrorSession&/);
    });
  });

  test("fits any window, and stays a table for those who listen", async () => {
    await onPage(async (page) => {
      for (const width of [320, 400, 760, 1000, 1280, 1376, 1400, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        const [content, table, card] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.querySelector("table").getBoundingClientRect().right,
          document.querySelector(".sessions").getBoundingClientRect().right,
        ]);
        assert.ok(
          content <= width && table <= card,
          `${content} px in ${width}, table to ${table} of ${card}`,
        );
        assert.equal(await page.getByRole("table").getByRole("columnheader").count(), 10);
        assert.equal(await page.getByRole("table").getByRole("row").count(), FIRST.length + 1);
      }
    });
  });

  test("the question fits a narrow window", async () => {
    await onPage(
      async (page) => {
        await deleteButton(page, "debug-session").click();
        await dialog(page).getByText("Dry run passed").waitFor();
        const { x, y, width, height } = await dialog(page).boundingBox();
        assert.ok(x >= 0 && x + width <= 400 && y >= 0 && y + height <= 600);
      },
      { viewport: { width: 400, height: 600 }, colorScheme: "dark", reducedMotion: "reduce" },
    );
  });
});

test("the page as `make console` serves it works too", async () => {
  const dev = await createServer({
    root,
    logLevel: "warn",
    server: { host: "127.0.0.1", port: 0, strictPort: true },
  });
  try {
    await dev.listen();
    const { page, surprises, close } = await openPage(
      browser,
      `http://127.0.0.1:${dev.httpServer.address().port}/`,
    );
    for (const name of FIRST) {
      await badge(page, name, "Created").waitFor();
    }
    assert.deepEqual(surprises, []);
    await close();
  } finally {
    await dev.close();
  }
});

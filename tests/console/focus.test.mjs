// The keyboard's focus is never lost to what is gone: it goes on to a neighbour.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteButton, dialog, elements, lastLook, loose, row, site, tab, tearDown } from "./site.mjs";

const onPage = site();

/** Presses what has this role and name with the keyboard. */
async function press(page, name, role = "button") {
  await page.getByRole(role, { name, exact: true }).focus();
  await page.keyboard.press("Enter");
}

/** Waits until the focus is there; else says where it is. */
async function focusIsOn(page, wanted) {
  const where = () => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) {
      element = element.shadowRoot.activeElement;
    }
    return element.id || element.name || element.textContent.trim() || element.localName;
  };
  const source = `(${where})() === ${JSON.stringify(wanted)}`;
  await page.waitForFunction(source, undefined, { timeout: 60_000 }).catch(() => undefined);
  assert.equal(await page.evaluate(where), wanted);
}

test("after Stop, the yes to a resumed plan, the end and Dismiss", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => {
      const run = (options) => {
        if (options.dryRun) {
          return { planned: ["tms-0"], plannedFilters: [], kept: [] };
        }
        options.checkpoint("state");
        return new Promise((resolve, reject) => {
          globalThis.finish = () =>
            resolve({ deleted: [], alreadyGone: [], kept: [], failed: [], calls: 2, elapsedMs: 5 });
          options.signal.addEventListener("abort", () => reject(options.signal.reason));
        });
      };
      return {
        teardown: async (_target, options) => await run(options),
        resumeTeardown: async (_checkpoint, options) => await run(options),
      };
    });
    await tearDown(page);
    await focusIsOn(page, "teardown");
    await press(page, "Stop");
    await focusIsOn(page, "Review and resume…");
    await page.keyboard.press("Enter");
    await dialog(page).getByText("Resume the teardown").waitFor();
    await page.evaluate(() => {
      delete globalThis.finish;
    });
    await press(page, "Delete 1 session");
    await focusIsOn(page, "stop");
    // The button is there before the teardown has begun.
    await page.waitForFunction(() => globalThis.finish !== undefined);
    await page.evaluate(() => globalThis.finish());
    await focusIsOn(page, "Dismiss");
    await page.keyboard.press("Enter");
    await focusIsOn(page, "search");
  }, loose);
});

test("after Clear search and Try again", async () => {
  await onPage(async (page) => {
    await page.locator("#search").fill("nowhere");
    await press(page, "Clear search");
    await focusIsOn(page, "search");
    await lastLook(page, () => {
      throw new Error("once");
    });
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await press(page, "Try again");
    await page.getByText("once", { exact: true }).waitFor({ state: "detached" });
    await focusIsOn(page, "search");
  }, loose);
});

test("after Connect and Forget keys", async () => {
  await onPage(
    async (page) => {
      await page.route("https://vpc.cn-hongkong.aliyuncs.com/**", (route) => route.abort());
      await page.evaluate(() => {
        document.querySelector("traffic-mirror-console").client = undefined;
      });
      await page.getByLabel("AccessKey ID").fill("STS.testid");
      await page.getByLabel("AccessKey secret").fill("testsecret");
      await page.getByLabel("Security token").fill("token");
      await press(page, "Connect");
      await focusIsOn(page, "tab-sessions");
      await press(page, "Forget keys");
      await focusIsOn(page, "region");
    },
    {
      expected: [
        /CSP: connect-src/,
        /Content Security Policy/,
        /^request: https:\/\/vpc\.cn-hongkong\.aliyuncs\.com\/$/,
      ],
    },
  );
});

test("when the row is gone that a question was asked from, and an item that was removed", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => ({
      async *sessions() {
        for (const at of globalThis.there ?? [0, 1, 2]) {
          const names = { TrafficMirrorSessionId: `tms-${at}`, TrafficMirrorSessionName: `session-${at}` };
          yield { ...names, TrafficMirrorSessionStatus: "Created", TrafficMirrorSourceIds: [], Tags: [] };
        }
      },
      deleteTrafficMirrorSession: async () => ({ RequestId: "1" }),
    }));
    await deleteButton(page, "session-1").click();
    await page.evaluate(() => {
      globalThis.there = [0, 2];
      globalThis.made[0].pollMs = 250;
    });
    await row(page, "session-1").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await focusIsOn(page, "tab-sessions");

    await tab(page, "Request inspector").click();
    await page.locator("#operation").selectOption("CreateTrafficMirrorFilter");
    await press(page, "+ Add Tag");
    await page.getByRole("button", { name: "Remove Tag 1" }).focus();
    await page.keyboard.press("Enter");
    await focusIsOn(page, "+ Add Tag");
  }, loose);
});

// Teardowns that break off, and who is offered to go on with them: elements, pages and tabs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dialog, elements, loose, site, tearDown } from "./site.mjs";

const onPage = site();

/** A client whose teardown has saved a checkpoint and said how far it is, and goes on until it is told what comes. */
const stub = (at) => ({
  teardown: async (_target, { dryRun, checkpoint, onProgress, signal }) => {
    if (dryRun) {
      return { planned: [`tms-${at}`], plannedFilters: [], kept: [] };
    }
    checkpoint(`state of ${at}`);
    onProgress({ total: 10, requested: 5, deleting: 2, deleted: 3, failed: 0, elapsedMs: 5 });
    return await new Promise((resolve, reject) => {
      globalThis.fail ??= [];
      globalThis.fail[at] = () => reject(new Error("the keys have expired"));
      globalThis.finish ??= [];
      globalThis.finish[at] = () =>
        resolve({
          deleted: [`tms-${at}`],
          alreadyGone: [],
          kept: [],
          failed: [],
          calls: 2,
          elapsedMs: 5,
        });
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  },
  resumeTeardown: async (checkpoint, { dryRun }) => {
    globalThis.resumed = checkpoint;
    return dryRun
      ? { planned: [`tms-${at}`], plannedFilters: [], kept: [] }
      : { deleted: [], alreadyGone: [], kept: [], failed: [], calls: 2, elapsedMs: 5 };
  },
});

const status = (page, at = 0) => page.locator(`#element-${at} #teardown-status`);
const press = (page, name, at = 0) => status(page, at).getByRole("button", { name }).click();
const stored = (page) =>
  page.evaluate(() =>
    Object.values(localStorage)
      .map((text) => JSON.parse(text).checkpoint)
      .sort(),
  );

/** Where there are no locks, until this tab sees that nobody is at work any more. */
const abandoned = (page) =>
  page.waitForFunction(() => Object.values(localStorage).every((text) => JSON.parse(text).alive === 0));

async function begin(page, at = 0) {
  // What an earlier one left there would pass for this one's beginning.
  await page.evaluate((at) => delete globalThis.finish?.[at], at);
  await tearDown(page, at);
  await page.waitForFunction((at) => globalThis.finish?.[at] !== undefined, at);
}

/** Another tab of the same browser, with an element of its own. */
async function secondTab(page) {
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  await elements(tab, 1, stub);
  await tab.getByText("session-0").first().waitFor();
  return tab;
}

test("teardowns of two elements in one region keep a checkpoint each, and are not offered to each other", async () => {
  await onPage(async (page) => {
    await elements(page, 2, stub);
    await begin(page, 0);
    await begin(page, 1);
    assert.deepEqual(await stored(page), ["state of 0", "state of 1"]);
    // An element that comes later is offered neither, since both run.
    await page.evaluate(() => {
      const later = document.createElement("traffic-mirror-console");
      later.id = "later";
      later.client = globalThis.made[0].client;
      document.body.append(later);
    });
    await page.locator("#later").getByText("session-0").first().waitFor();
    assert.equal(await page.getByText("An unfinished teardown was found").count(), 0);
    await page.evaluate(() => globalThis.finish[1]());
    await status(page, 1).getByText("Teardown finished").waitFor();
    assert.deepEqual(await stored(page), ["state of 0"]);
    await page.evaluate(() => globalThis.finish[0]());
    await status(page, 0).getByText("Teardown finished").waitFor();
    assert.deepEqual(await stored(page), []);
    assert.equal(await page.getByText("An unfinished teardown was found").count(), 0);
  }, loose);
});

test("what is reviewed or discarded after Stop is the one that was stopped", async () => {
  await onPage(async (page) => {
    await elements(page, 2, stub);
    for (const at of [0, 1]) {
      await begin(page, at);
      await press(page, "Stop", at);
      await status(page, at).getByText("Teardown stopped").waitFor();
    }
    await press(page, "Review and resume…", 0);
    await dialog(page).getByText("1 session will be deleted", { exact: true }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.resumed), "state of 0");
    await page.keyboard.press("Escape");
    await press(page, "Discard", 0);
    await status(page, 0).getByText("An unfinished teardown was found").waitFor();
    assert.deepEqual(await stored(page), ["state of 1"]);
  }, loose);
});

test("one that fails midway says so, and how far it was, and can be gone on with", async () => {
  await onPage(async (page) => {
    await elements(page, 1, stub);
    await begin(page);
    await page.evaluate(() => globalThis.fail[0]());
    await status(page).getByText("the keys have expired").waitFor();
    await status(page).getByText("3 of 10 gone").waitFor();
    await page.getByRole("status").getByText("Teardown failed: 3 of 10 gone").waitFor({ state: "attached" });
    await press(page, "Review and resume…");
    await dialog(page).getByRole("button", { name: "Delete 1 session" }).click();
    await status(page).getByText("Teardown finished").waitFor();
    assert.deepEqual(await stored(page), []);
  }, loose);
});

test("a plan of the rest that fails can be asked for again", async () => {
  await onPage(async (page) => {
    await elements(page, 1, stub);
    await begin(page);
    await press(page, "Stop");
    await page.getByRole("status").getByText("Teardown stopped: 3 of 10 gone").waitFor({ state: "attached" });
    await page.evaluate(() => {
      const { client } = globalThis.made[0];
      const { resumeTeardown } = client;
      client.resumeTeardown = async () => {
        client.resumeTeardown = resumeTeardown;
        throw new Error("no network");
      };
    });
    await press(page, "Review and resume…");
    await status(page).getByText("no network").waitFor();
    await press(page, "Review and resume…");
    await dialog(page).getByText("Resume the teardown").waitFor();
  }, loose);
});

test("an element that is moved, or given another client, offers what it was at work on", async () => {
  await onPage(async (page) => {
    await elements(page, 1, stub);
    await begin(page);
    await page.evaluate(() => {
      const [element] = globalThis.made;
      element.remove();
      document.body.append(element);
    });
    await status(page).getByText("An unfinished teardown was found").waitFor();
    await press(page, "Discard");
    await status(page).waitFor({ state: "detached" });

    await begin(page);
    await page.evaluate(() => {
      const [element] = globalThis.made;
      element.client = { ...element.client };
    });
    await status(page).getByText("An unfinished teardown was found").waitFor();
    await press(page, "Review and resume…");
    await dialog(page).getByRole("button", { name: "Delete 1 session" }).click();
    await status(page).getByText("Teardown finished").waitFor();
  }, loose);
});

test("where nothing can be stored, none is promised to be resumed", async () => {
  await onPage(async (page) => {
    await page.evaluate(() => {
      Object.defineProperty(globalThis, "localStorage", {
        get() {
          throw new DOMException("forbidden", "SecurityError");
        },
      });
    });
    await elements(page, 1, stub);
    await begin(page);
    await status(page).getByText("Progress cannot be saved in this browser").waitFor();
    await press(page, "Stop");
    await status(page).getByText("for the rest, begin a new teardown").waitFor();
    assert.deepEqual(await status(page).getByRole("button").allInnerTexts(), ["Dismiss"]);
  }, loose);
});

for (const [where, locks] of [
  ["with locks", true],
  ["on a page of plain http, which has no locks", false],
]) {
  test(`one that runs in another tab is not offered before that tab is gone, ${where}`, async () => {
    await onPage(async (page) => {
      if (!locks) {
        await page.context().addInitScript(() => {
          Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
        });
        await page.reload();
      }
      await elements(page, 1, stub);
      await begin(page);
      const other = await secondTab(page);
      assert.equal(await other.getByText("An unfinished teardown was found").count(), 0);
      // It is gone on with in the other tab, once it is stopped here, and then no more here.
      await press(page, "Stop");
      if (!locks) {
        await abandoned(other);
        await other.reload();
        await elements(other, 1, stub);
      }
      await status(other).getByText("An unfinished teardown was found").waitFor();
      await other.evaluate(() => {
        globalThis.made[0].client.resumeTeardown = async (_checkpoint, { dryRun, checkpoint }) => {
          if (dryRun) {
            return { planned: ["tms-0"], plannedFilters: [], kept: [] };
          }
          checkpoint("state of the other tab");
          return await new Promise(() => undefined);
        };
      });
      await press(other, "Review and resume…");
      await dialog(other).getByRole("button", { name: "Delete 1 session" }).click();
      await status(other).getByText("Tearing down").waitFor();
      await press(page, "Review and resume…");
      await dialog(page).getByRole("button", { name: "Delete 1 session" }).click();
      await status(page).getByText("Another page goes on with this teardown").waitFor();
      // A tab that goes leaves it to whoever comes.
      await page.waitForFunction(() =>
        Object.values(localStorage).some((text) => text.includes("state of the other tab")),
      );
      await other.close({ runBeforeUnload: false });
      if (!locks) {
        await abandoned(page);
      }
      await page.reload();
      await elements(page, 1, stub);
      await status(page).getByText("An unfinished teardown was found").waitFor();
      assert.deepEqual(await stored(page), ["state of the other tab"]);
    }, loose);
  });
}

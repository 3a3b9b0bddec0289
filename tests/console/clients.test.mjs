// The element with clients that a page makes: keys that may not do everything, and several elements in one page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dialog, elements, loose, row, site, tab } from "./site.mjs";

const onPage = site();

test("keys that may not list filters show the sessions all the same", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => ({
      // biome-ignore lint/correctness/useYield: it throws instead.
      async *filters() {
        throw new Error("Forbidden.RAM");
      },
    }));
    await row(page, "session-0").waitFor();
    assert.match(await row(page, "session-0").innerText(), /tmf-1/);
    assert.equal(await page.getByText("Forbidden.RAM").count(), 0);
  }, loose);
});

test("a filter that is renamed elsewhere is shown so after a while", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => ({
      async *filters() {
        globalThis.asked = (globalThis.asked ?? 0) + 1;
        yield { TrafficMirrorFilterId: "tmf-1", TrafficMirrorFilterName: `name-${globalThis.asked}` };
      },
    }));
    await row(page, "name-1").waitFor();
    await row(page, "name-2").waitFor({ timeout: 20_000 });
  }, loose);
});

test("an element that is taken out ends what its inspector was sending", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => ({
      signUrl: async () => "https://vpc.cn-hongkong.aliyuncs.com/?Timestamp=2026-01-01T00%3A00%3A00Z",
      explainSignature: async () => ({
        algorithm: "HMAC-SHA1",
        canonicalQuery: "",
        stringToSign: "",
        signature: "",
      }),
      call: (_name, _params, { signal }) =>
        new Promise((_, reject) => {
          globalThis.signal = signal;
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    }));
    await tab(page, "Request inspector").click();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.waitForFunction(() => globalThis.signal !== undefined);
    assert.equal(await page.evaluate(() => globalThis.signal.aborted), false);
    await page.evaluate(() => globalThis.made[0].remove());
    assert.equal(await page.evaluate(() => globalThis.signal.aborted), true);
  }, loose);
});

test("teardowns of two elements in one region keep a checkpoint each, and are not offered to each other", async () => {
  await onPage(async (page) => {
    await elements(page, 2, (at) => ({
      teardown: async (_target, { dryRun, checkpoint, signal }) => {
        if (dryRun) {
          return { planned: [`tms-${at}`], plannedFilters: [], kept: [] };
        }
        checkpoint(`state of ${at}`);
        return await new Promise((resolve, reject) => {
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
    }));
    const stored = () =>
      page.evaluate(() => Object.values(localStorage).map((text) => JSON.parse(text).checkpoint));
    for (const at of [0, 1]) {
      const element = page.locator(`#element-${at}`);
      await element.getByRole("button", { name: "Tear down…" }).click();
      await dialog(page).getByLabel("All sessions in this region").check();
      await dialog(page).getByRole("button", { name: "Show the plan" }).click();
      await dialog(page)
        .getByRole("button", { name: /^Delete 1 session/ })
        .click();
      await page.waitForFunction((at) => globalThis.finish?.[at] !== undefined, at);
    }
    assert.deepEqual((await stored()).sort(), ["state of 0", "state of 1"]);
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
    await page.locator("#element-1").getByText("Teardown finished").waitFor();
    assert.deepEqual(await stored(), ["state of 0"]);
    await page.evaluate(() => globalThis.finish[0]());
    await page.locator("#element-0").getByText("Teardown finished").waitFor();
    assert.deepEqual(await stored(), []);
  }, loose);
});

// The teardown: by selection, tag and age, fifty at once over a bad network, stopped, and resumed after a reload.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dialog, FIRST, focused, row, site, tab } from "./site.mjs";

const onPage = site();
const KEY = "alicloud-traffic-mirror:teardown:cn-hongkong:";

const status = (page) => page.locator("#teardown-status");
const open = (page) => page.getByRole("button", { name: "Tear down…" }).click();
const showPlan = (page) => dialog(page).getByRole("button", { name: "Show the plan" }).click();
const planned = (page) => dialog(page).locator(".plan li");
const saved = (page) =>
  page.evaluate((prefix) => {
    const key = Object.keys(localStorage).find((one) => one.startsWith(prefix));
    return key === undefined ? null : localStorage.getItem(key);
  }, KEY);

/** Fifty more sessions, and the plan for those that carry their tag. */
async function planFifty(page) {
  await page.getByRole("button", { name: "Add 50 sessions" }).click();
  await row(page, "soak-test-050").waitFor();
  await open(page);
  await dialog(page).getByLabel("Those with a tag").check();
  await dialog(page).getByLabel("Tag key").fill("run");
  await dialog(page).getByLabel("Tag value").fill("soak");
  await showPlan(page);
  await dialog(page).getByText("50 sessions will be deleted", { exact: true }).waitFor();
  assert.equal(await planned(page).count(), 50);
}

test("fifty sessions go over a bad network, and nothing else does", async () => {
  await onPage(
    async (page) => {
      await page.evaluate(() => {
        document.querySelector("traffic-mirror-console").addEventListener("teardown-finished", (event) => {
          globalThis.report = event.detail.report;
        });
        // What the bar said: it is gone with the end.
        globalThis.values = [];
        const { shadowRoot } = document.querySelector("traffic-mirror-console");
        new MutationObserver(() => {
          const bar = shadowRoot.querySelector("#teardown-status progress");
          globalThis.values.push(bar?.getAttribute("aria-valuetext") ?? "");
        }).observe(shadowRoot, { attributes: true, childList: true, subtree: true });
      });
      await planFifty(page);
      // Nothing is deleted by a plan.
      assert.equal(await page.locator("tbody tr[data-state=Deleting]").count(), 0);
      await dialog(page).getByRole("button", { name: "Delete 50 sessions" }).click();
      await status(page).getByText("Teardown finished").waitFor();
      assert.match(await status(page).innerText(), /50 deleted, none failed\./);
      const values = await page.evaluate(() => globalThis.values.filter((value) => value !== ""));
      assert.ok(values.length > 0 && values.every((value) => /^\d+ of 50 gone$/.test(value)), String(values));
      await row(page, "soak-test").first().waitFor({ state: "detached" });
      assert.deepEqual(await page.locator("tbody tr[data-id] .open").allInnerTexts(), FIRST);
      assert.equal(await saved(page), null);
      const report = await page.evaluate(() => globalThis.report);
      assert.equal(report.deleted.length + report.alreadyGone.length, 50);
      assert.ok(report.calls > 51, `${report.calls} calls`);

      await tab(page, "Deletions").click();
      const picture = page.getByRole("article", { name: "Teardown of 50 sessions" }).getByRole("img");
      const summary = await picture.getAttribute("aria-label");
      const [, attempts, retries] = /: (\d+) delete attempts, (\d+) retr/.exec(summary).map(Number);
      assert.ok(attempts >= 50 && retries > 0, summary);
      assert.equal(await picture.locator(".gone").count(), 50);
      assert.ok((await picture.locator(".refused").count()) > 0);
    },
    { query: "?speed=4&deletingMs=2000&drop=4&error=6&throttle=6&busy=4&delay=400" },
  );
});

test("a teardown that a reload broke off is shown again, confirmed again, and gone on with", async () => {
  await onPage(
    async (page) => {
      await planFifty(page);
      await dialog(page).getByRole("button", { name: "Delete 50 sessions" }).click();
      await page.locator("tbody tr[data-state=Deleting]").nth(5).waitFor();
      assert.ok(await saved(page));
      await page.reload();
      await status(page).getByText("An unfinished teardown was found").waitFor();
      // Nothing goes on by itself.
      await row(page, "soak-test-050").waitFor();
      await status(page).getByRole("button", { name: "Review and resume…" }).click();
      await dialog(page).getByText("Resume the teardown").waitFor();
      const rows = await planned(page).allInnerTexts();
      assert.ok(rows.length > 0 && rows.length <= 50 && rows.every((text) => /tms-j6csoak/.test(text)));
      await dialog(page)
        .getByRole("button", { name: /^Delete \d+ sessions?$/ })
        .click();
      // What was asked for before goes by in a minute of the service, which nobody has to wait for now.
      await page.locator("#slider-speed").fill("60");
      await status(page).getByText("Teardown finished").waitFor();
      // The report is about the whole job.
      assert.match(await status(page).innerText(), /50 deleted, none failed\./);
      assert.equal(await saved(page), null);
      await status(page).getByRole("button", { name: "Dismiss" }).click();
      await status(page).waitFor({ state: "detached" });
    },
    { query: "?speed=2&deletingMs=120000&delay=500" },
  );
});

test("a teardown can be stopped, and discarded", async () => {
  await onPage(
    async (page) => {
      await planFifty(page);
      await dialog(page).getByRole("button", { name: "Delete 50 sessions" }).click();
      await page.locator("tbody tr[data-state=Deleting]").first().waitFor();
      await status(page).getByRole("button", { name: "Stop" }).click();
      await status(page).getByText("Teardown stopped").waitFor();
      assert.ok(await saved(page));
      await status(page).getByRole("button", { name: "Discard" }).click();
      await status(page).waitFor({ state: "detached" });
      assert.equal(await saved(page), null);
      await tab(page, "Deletions").click();
      await page.getByRole("article").getByText("Stopped", { exact: true }).waitFor();
    },
    { query: "?speed=1&deletingMs=900000&delay=2000" },
  );
});

test("what is damaged, of another region, or no checkpoint at all is refused kindly", async () => {
  const other = [
    "alicloud-traffic-mirror teardown 1",
    "2016-04-28 cn-beijing https://vpc.cn-beijing.aliyuncs.com",
    "not a checksum",
  ].join("\n");
  for (const text of [
    "not even JSON",
    JSON.stringify({ at: 1 }),
    JSON.stringify({ at: Date.now(), checkpoint: other }),
    JSON.stringify({ at: Date.now(), checkpoint: "<img src=x onerror=alert(1)>" }),
  ]) {
    await onPage(async (page) => {
      await page.evaluate(([key, value]) => localStorage.setItem(key, value), [`${KEY}1`, text]);
      await page.reload();
      await row(page, FIRST[0]).waitFor();
      await status(page).getByRole("button", { name: "Review and resume…" }).click();
      await status(page).getByText("The saved teardown cannot be used").waitFor();
      assert.equal(await dialog(page).count(), 0);
      await status(page).getByRole("button", { name: "Discard" }).click();
      await status(page).waitFor({ state: "detached" });
      assert.equal(await saved(page), null);
      assert.equal(await page.locator("tbody tr[data-id]").count(), FIRST.length);
    });
  }
});

test("a selection is deleted, by keyboard alone, and the ticks are gone with it", async () => {
  await onPage(
    async (page) => {
      await page.getByLabel("Select debug-gateway").focus();
      await page.keyboard.press("Space");
      await page.getByLabel("Select staging-mirror").focus();
      await page.keyboard.press("Space");
      await page.getByRole("button", { name: "Delete selected (2)…" }).focus();
      await page.keyboard.press("Enter");
      assert.ok(await dialog(page).getByLabel("Selected (2)").isChecked());
      await dialog(page).getByRole("button", { name: "Show the plan" }).focus();
      await page.keyboard.press("Enter");
      await dialog(page).getByText("2 sessions will be deleted", { exact: true }).waitFor();
      // The focus stays in the dialog as its content changes.
      assert.equal(await focused(page), "Tear down sessions");
      while ((await focused(page)) !== "Delete 2 sessions") {
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Enter");
      await status(page).getByText("Teardown finished").waitFor();
      // The list is read again after that.
      await row(page, "debug-gateway").waitFor({ state: "detached" });
      await row(page, "staging-mirror").waitFor({ state: "detached" });
      assert.deepEqual(await page.locator("tbody tr[data-id] .open").allInnerTexts(), FIRST.slice(0, 4));
      await page.getByRole("button", { name: "Tear down…" }).waitFor();
    },
    { query: "?speed=4&deletingMs=1000" },
  );
});

test("age narrows it, filters go too if wished, and what makes no sense is refused", async () => {
  await onPage(
    async (page) => {
      await open(page);
      await dialog(page).getByLabel("All sessions in this region").check();
      await dialog(page).getByLabel("Only those older than").check();
      await dialog(page).getByLabel("Age").fill("100");
      await dialog(page).getByLabel("Unit").selectOption("days");
      await dialog(page).getByLabel("Also delete the filters").check();
      await showPlan(page);
      await dialog(page).getByText("1 session will be deleted", { exact: true }).waitFor();
      assert.match(await dialog(page).innerText(), /5 sessions are kept/);
      assert.match(await planned(page).first().innerText(), /loadtest-2024-11/);
      await dialog(page).getByRole("button", { name: "Back" }).click();
      await dialog(page).getByLabel("Age").fill("1000");
      await showPlan(page);
      await dialog(page).getByText("Nothing would be deleted.").waitFor();
      assert.equal(await dialog(page).locator("button.danger").count(), 0);
      await page.keyboard.press("Escape");
      assert.equal(await dialog(page).count(), 0);

      await open(page);
      await dialog(page).locator("select").selectOption({ label: "database-only" });
      await dialog(page).getByLabel("Also delete the filters").check();
      await showPlan(page);
      await dialog(page)
        .getByText(/and 1 filter/)
        .waitFor();
      await dialog(page).getByRole("button", { name: "Delete 1 session" }).click();
      await status(page).getByText("Teardown finished").waitFor();
      assert.match(await status(page).innerText(), /2 deleted/);
    },
    { query: "?speed=4&deletingMs=1000" },
  );
});

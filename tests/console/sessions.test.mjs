// The table of sessions: what it shows, search and filter, details, deletion, and all of it by keyboard alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  badge,
  deleteButton,
  dialog,
  FIRST,
  focused,
  lastLook,
  loose,
  row,
  site,
  tab,
  wholePage,
} from "./site.mjs";

const onPage = site();
const REQUEST_ID = /[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/;

const names = (page) => page.locator("tbody tr[data-id] .open").allInnerTexts();

test("lists the sessions with what they are, and shows no key", async () => {
  await onPage(async (page) => {
    assert.deepEqual(await names(page), FIRST);
    // The names of filters may come later.
    await row(page, "loadtest-2024-11").getByText("everything").waitFor();
    const cells = await row(page, "loadtest-2024-11").locator(".value").allInnerTexts();
    assert.deepEqual(
      cells.slice(0, 5).map((text) => text.replace(/\s+/g, " ")),
      ["Created", "Off", "eni-j6clt00000001 eni-j6clt00000002", "eni-j6c3collector01", "everything"],
    );
    assert.doesNotMatch(await wholePage(page), /testid|testsecret/);
  });
});

test("search and filters narrow the list, and clearing brings it back", async () => {
  await onPage(async (page) => {
    await page.getByLabel("Search sessions").last().fill("J6CPAY");
    assert.deepEqual(await names(page), ["checkout-audit"]);
    await page.getByText("1 of 6 sessions").waitFor();
    await page.getByLabel("Search sessions").last().fill("");
    await page.getByLabel("Mirror filter").selectOption({ label: "everything" });
    assert.deepEqual(await names(page), ["loadtest-2024-11", "debug-gateway"]);
    await page.getByLabel("State").selectOption({ label: "Deleting" });
    await page.getByText("No session matches the search.").waitFor();
    await page.getByRole("button", { name: "Clear search" }).click();
    assert.deepEqual(await names(page), FIRST);
  });
});

test("details show sources, target and the filter's rules; closing them gives the focus back", async () => {
  await onPage(async (page) => {
    await page.getByRole("button", { name: "Details of web-frontend-ids" }).click();
    const detail = page.getByRole("complementary", { name: "web-frontend-ids" });
    await detail.getByText("443/443").waitFor();
    const text = await detail.innerText();
    for (const part of [
      "Intrusion detection of the public web tier",
      "eni-j6cweb0000003",
      "lb-j6c8ids0sensors",
      "Load balancer",
      "env: production",
      "10.0.1.0/24",
      "443/443",
      "No rules",
    ]) {
      assert.ok(text.includes(part), part);
    }
    assert.equal(await focused(page), "web-frontend-ids");
    await detail.getByRole("button", { name: "Close" }).click();
    assert.equal(await focused(page), "Details of web-frontend-ids");
  });
});

test("details go with their session, and the room for them too", async () => {
  await onPage(
    async (page) => {
      const whole = () =>
        page.locator(".main").evaluate((main) => main.clientWidth === main.parentElement.clientWidth);
      await page.getByRole("button", { name: "Details of debug-gateway" }).click();
      await page.getByRole("complementary").waitFor();
      assert.equal(await whole(), false);
      await deleteButton(page, "debug-gateway").click();
      await dialog(page).getByText("Dry run passed").waitFor();
      await dialog(page).getByRole("button", { name: "Delete session" }).click();
      await row(page, "debug-gateway").waitFor({ state: "detached" });
      await page.getByRole("complementary").waitFor({ state: "detached" });
      assert.equal(await whole(), true);
      await page.getByRole("columnheader", { name: "Created at" }).waitFor();
    },
    { query: "?deletingMs=300", viewport: { width: 1700, height: 900 } },
  );
});

test("deletes a session: dry run, question, Deleting, gone, and its timeline", async () => {
  await onPage(
    async (page) => {
      const name = "checkout-audit";
      await page.evaluate(() => {
        document.querySelector("traffic-mirror-console").addEventListener("session-deleted", (event) => {
          globalThis.deleted = event.detail.id;
        });
      });
      await deleteButton(page, name).click();
      await dialog(page).getByText("Dry run passed").waitFor();
      assert.match(await dialog(page).getByRole("status").textContent(), REQUEST_ID);
      assert.equal(await badge(page, name, "Created").count(), 1);
      await dialog(page).getByRole("button", { name: "Delete session" }).click();
      await badge(page, name, "Deleting").waitFor();
      await row(page, name).waitFor({ state: "detached" });
      await page.getByRole("status").getByText("checkout-audit is gone").waitFor({ state: "attached" });
      assert.equal(await page.evaluate(() => globalThis.deleted), "tms-j6ccheckoutaudit");

      await tab(page, "Deletions").click();
      const record = page.getByRole("article", { name });
      const summary = await record.getByRole("img").getAttribute("aria-label");
      assert.match(
        summary,
        /^checkout-audit: 1 delete attempt, 0 retries, \d+ looks at the list; gone after [\d.]+ s\.$/,
      );
      assert.equal(await record.locator("svg rect.ok").count(), 1 + Number(/(\d+) looks/.exec(summary)[1]));
      assert.equal(await record.locator("svg .state[data-state=Deleting]").count(), 1);
      assert.equal(await record.locator("svg .gone").count(), 1);
      await record.getByText("Events as a table").click();
      const table = await record.getByRole("table").innerText();
      assert.match(table, /Attempt 1\s+DeleteTrafficMirrorSession/);
      assert.match(table, /Deleting → gone/);
      assert.match(table, REQUEST_ID);
      assert.doesNotMatch(await wholePage(page), /testid|testsecret/);
    },
    { query: "?deletingMs=8000" },
  );
});

test("a dry run that is refused says why, and leaves no yes", async () => {
  await onPage(
    async (page) => {
      // The list is frozen, and another client deletes a session behind its back.
      await page.evaluate(async () => {
        const { client } = document.querySelector("traffic-mirror-console");
        const sessions = [];
        for await (const session of client.sessions()) {
          sessions.push(session);
        }
        client.sessions = () => sessions;
        const id = "tms-j6cstagingmirror";
        await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: id });
        await client.waitUntilDeleted(id);
      });
      await deleteButton(page, "staging-mirror").click();
      await dialog(page).getByText("Dry run refused").waitFor();
      assert.match(await dialog(page).innerText(), /ResourceNotFound/);
      const yes = dialog(page).getByRole("button", { name: "Delete session" });
      assert.ok(await yes.isDisabled());
      await dialog(page).getByRole("button", { name: "Cancel" }).click();
      assert.equal(await focused(page), "Delete staging-mirror");
    },
    { query: "?deletingMs=300" },
  );
});

/** Another client deletes a session, and this page looks at the list no more by itself. */
async function deleteElsewhere(page, id) {
  await lastLook(page, (own, values) => own(...values));
  await page.evaluate(async (id) => {
    const { client } = document.querySelector("traffic-mirror-console");
    await client.deleteTrafficMirrorSession({ TrafficMirrorSessionId: id });
    await client.waitUntilDeleted(id);
  }, id);
}

test("a session that somebody else deleted meanwhile is gone, not failed", async () => {
  await onPage(
    async (page) => {
      await deleteButton(page, "staging-mirror").click();
      await dialog(page).getByText("Dry run passed").waitFor();
      await deleteElsewhere(page, "tms-j6cstagingmirror");
      await dialog(page).getByRole("button", { name: "Delete session" }).click();
      await page.getByRole("status").getByText("staging-mirror is gone").waitFor({ state: "attached" });
      await row(page, "staging-mirror").waitFor({ state: "detached" });
      await tab(page, "Deletions").click();
      await page.getByRole("article").locator(".badge[data-state=gone]").waitFor();
      assert.equal(await page.getByRole("article").locator(".message").count(), 0);
    },
    { ...loose, query: "?deletingMs=300" },
  );
});

test("a dry run that finds no session has the list read again", async () => {
  await onPage(
    async (page) => {
      await deleteElsewhere(page, "tms-j6cstagingmirror");
      await deleteButton(page, "staging-mirror").click();
      await dialog(page).getByText("Dry run refused").waitFor();
      await row(page, "staging-mirror").waitFor({ state: "detached" });
    },
    { ...loose, query: "?deletingMs=300" },
  );
});

test("a session can be deleted with the keyboard alone", async () => {
  await onPage(
    async (page) => {
      const name = "web-frontend-ids";
      await page.getByLabel("Search sessions").last().focus();
      while ((await focused(page)) !== `Delete ${name}`) {
        await page.keyboard.press("Tab");
      }
      const outline = await deleteButton(page, name).evaluate(
        (button) => getComputedStyle(button).outlineStyle,
      );
      assert.equal(outline, "solid");
      await page.keyboard.press("Enter");
      await dialog(page).getByText("Dry run passed").waitFor();
      // Cancel has the focus: the question is not answered by accident.
      assert.equal(await focused(page), "Cancel");
      await page.keyboard.press("Escape");
      assert.equal(await dialog(page).count(), 0);
      assert.equal(await focused(page), `Delete ${name}`);
      await page.keyboard.press("Enter");
      await dialog(page).getByText("Dry run passed").waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await badge(page, name, "Deleting").waitFor();
      assert.equal(await focused(page), `Delete ${name}`);
      await row(page, name).waitFor({ state: "detached" });
      assert.equal(await focused(page), "Delete checkout-audit");

      for (const [key, view] of [
        ["ArrowRight", "Deletions"],
        ["End", "Request inspector"],
        ["ArrowRight", "Sessions"],
      ]) {
        await page.getByRole("tab", { selected: true }).focus();
        await page.keyboard.press(key);
        assert.equal(await focused(page), view);
        assert.equal(await page.getByRole("tab", { selected: true }).innerText(), view);
      }
    },
    { query: "?deletingMs=8000" },
  );
});

test("who says no and asks again at once is asked again", async () => {
  await onPage(async (page) => {
    await deleteButton(page, "web-frontend-ids").click();
    await dialog(page).getByText("Dry run passed").waitFor();
    // The browser tells of the closing only after the click.
    const title = await page.evaluate(async () => {
      const root = document.querySelector("traffic-mirror-console").renderRoot;
      const dialog = root.querySelector("#delete-dialog");
      const told = new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
      dialog.close();
      [...root.querySelectorAll("tbody .delete")].at(-1).click();
      await told;
      return root.querySelector("#delete-title").textContent;
    });
    assert.doesNotMatch(title, /web-frontend-ids/);
    await dialog(page).getByText("Dry run passed").waitFor();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
  });
});

test("a list that fails is said, the last one stays, and it recovers", async () => {
  await onPage(async (page) => {
    await lastLook(page, () => {
      throw new Error("the list is on fire");
    });
    await page.getByRole("alert").getByText("the list is on fire").waitFor();
    assert.deepEqual(await names(page), FIRST);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("the list is on fire").waitFor({ state: "detached" });
  }, loose);
});

test("nothing is asked of the service while the page is hidden", async () => {
  await onPage(async (page) => {
    await page.evaluate(() => {
      const { client } = document.querySelector("traffic-mirror-console");
      const sessions = client.sessions.bind(client);
      globalThis.looks = 0;
      client.sessions = (...values) => {
        globalThis.looks += 1;
        return sessions(...values);
      };
      Object.defineProperty(document, "hidden", { configurable: true, get: () => globalThis.away === true });
      globalThis.turn = (away) => {
        globalThis.away = away;
        document.dispatchEvent(new Event("visibilitychange"));
      };
      document.querySelector("traffic-mirror-console").pollMs = 250;
    });
    await page.waitForFunction(() => globalThis.looks >= 2);
    await page.evaluate(() => globalThis.turn(true));
    await page.waitForTimeout(300);
    const before = await page.evaluate(() => globalThis.looks);
    await page.waitForTimeout(1_000);
    assert.equal(await page.evaluate(() => globalThis.looks), before);
    await page.evaluate(() => globalThis.turn(false));
    await page.waitForFunction((looks) => globalThis.looks > looks, before);
  });
});

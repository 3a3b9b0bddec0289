// What many events cost: counted, not timed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteButton, dialog, elements, loose, row, site, tab, tearDown } from "./site.mjs";

const onPage = site();

test("thousands of events are drawn now and then, and their table only when it is opened", async () => {
  await onPage(async (page) => {
    await page.evaluate(() => {
      globalThis.formats = 0;
      const { DateTimeFormat } = Intl;
      Intl.DateTimeFormat = class extends DateTimeFormat {
        constructor(...values) {
          super(...values);
          globalThis.formats += 1;
        }
      };
    });
    await elements(page, 1, () => {
      const sessions = Array.from({ length: 100 }, (_, at) => ({
        TrafficMirrorSessionId: `tms-${at}`,
        TrafficMirrorSessionStatus: "Created",
        CreationTime: "2026-01-01T00:00Z",
        TrafficMirrorSourceIds: [],
        Tags: [],
      }));
      const ids = sessions.map((session) => session.TrafficMirrorSessionId);
      return {
        async *sessions() {
          yield* sessions;
        },
        async teardown(_target, { dryRun, onEvent, onProgress }) {
          if (dryRun) {
            return { planned: ids, plannedFilters: [], kept: [] };
          }
          const channel = new MessageChannel();
          for (let deleted = 0; deleted < 1_000; deleted += 1) {
            // Each in a turn of its own, as answers of the network come.
            await new Promise((next) => {
              channel.port1.onmessage = next;
              channel.port2.postMessage(0);
            });
            const event = { type: "state", action: "ListTrafficMirrorSessions", id: ids[0], to: "Deleting" };
            onEvent({ ...event, at: deleted });
            onProgress({ total: 1_000, requested: 1_000, deleting: 0, deleted, failed: 0, elapsedMs: 1 });
          }
          return { deleted: ids, alreadyGone: [], kept: [], failed: [], calls: 1_000, elapsedMs: 1 };
        },
      };
    });
    await row(page, "tms-99").waitFor();
    await page.evaluate(() => {
      const [element] = globalThis.made;
      const { update } = element;
      globalThis.drawn = 0;
      element.update = function (...values) {
        globalThis.drawn += 1;
        update.apply(this, values);
      };
    });
    await tearDown(page);
    await page.getByText("Teardown finished").waitFor();
    const { drawn, formats } = await page.evaluate(() => ({ ...globalThis }));
    assert.ok(drawn < 300, `drawn ${drawn} times for 1000 events`);
    assert.ok(formats <= 2, `${formats} formats of dates`);

    await tab(page, "Deletions").click();
    const record = page.getByRole("article");
    assert.equal(await record.locator("details tr").count(), 0);
    await record.getByText("Events as a table (1000)").click();
    await record.locator("tbody tr").nth(999).waitFor();
    await record.getByText("Events as a table (1000)").click();
    await record.locator("tbody tr").first().waitFor({ state: "detached" });
  }, loose);
});

test("a deletion that still runs is not dropped from the records, however many come after it", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => ({
      async *sessions() {
        for (let at = 10; at < 33; at += 1) {
          const names = { TrafficMirrorSessionId: `tms-${at}`, TrafficMirrorSessionName: `session-${at}` };
          yield { ...names, TrafficMirrorSessionStatus: "Created", TrafficMirrorSourceIds: [], Tags: [] };
        }
      },
      deleteTrafficMirrorSession: async () => ({ RequestId: "1" }),
      // The first one never ends.
      waitUntilDeleted: (id) => (id === "tms-10" ? new Promise(() => undefined) : Promise.resolve()),
    }));
    for (let at = 10; at < 33; at += 1) {
      await deleteButton(page, `session-${at}`).click();
      await dialog(page).getByRole("button", { name: "Delete session" }).click();
    }
    await tab(page, "Deletions 1").click();
    await page.getByRole("article", { name: "session-10" }).waitFor();
    assert.equal(await page.getByRole("article").count(), 21);
  }, loose);
});

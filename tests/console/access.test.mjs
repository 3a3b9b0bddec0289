// For everybody: axe finds nothing in any main state, in both themes and languages; nothing is too small or too wide.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import axe from "axe-core";
import { dialog, elements, FIRST, loose, row, site, tab, tearDown } from "./site.mjs";

const onPage = site();

/** What axe finds in the page as it is, shadow trees included. */
async function findings(page) {
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    }),
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`,
  );
}

/** Buttons and fields that can be seen, and are less than 24 px high or wide. */
const small = (page) =>
  page.evaluate(() => {
    const { shadowRoot } = document.querySelector("traffic-mirror-console");
    return [...shadowRoot.querySelectorAll("button, select, input, textarea, summary")]
      .map((element) => element.closest(".box, .option") ?? element)
      .map((element) => [element.outerHTML, element.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 0 && (width < 24 || height < 24))
      .map(([html]) => html);
  });

/** The main states, each reached from the one before. Found by ids, since the words differ. */
const STATES = [
  ["sessions", async () => {}],
  [
    "details",
    async (page) => {
      await row(page, FIRST[0]).locator(".open").click();
      await page.locator(".detail").waitFor();
    },
  ],
  [
    "the question before a deletion",
    async (page) => {
      await row(page, FIRST[1]).locator(".delete").click();
      await page.locator("#delete-dialog [data-check=passed]").waitFor();
    },
  ],
  [
    "a session that is being deleted",
    async (page) => {
      await page.locator("#delete-dialog .danger").click();
      await row(page, FIRST[1]).locator(".badge[data-state=Deleting]").waitFor();
    },
  ],
  [
    "the choice of a teardown",
    async (page) => {
      await page.locator("#teardown").click();
      await page.locator("#teardown-dialog input[value=all]").check();
      await page.locator("#teardown-dialog input[type=checkbox]").first().check();
      await page.locator("#teardown-dialog input[type=number]").fill("1");
    },
  ],
  [
    "the plan",
    async (page) => {
      await page.locator("#teardown-dialog button[type=submit]").click();
      await page.locator("#teardown-dialog .plan li").first().waitFor();
    },
  ],
  [
    "a teardown under way",
    async (page) => {
      await page.locator("#teardown-dialog .danger").click();
      await page.locator("#teardown-status progress[max]").waitFor();
    },
  ],
  [
    "deletions",
    async (page) => {
      await page.locator("#tab-deletions").click();
      await page.locator(".record details summary").first().click();
    },
  ],
  [
    "a teardown that was stopped",
    async (page) => {
      await page.locator("#tab-sessions").click();
      await page.locator("#stop").click();
      await page.locator("#teardown-status.warn").waitFor();
    },
  ],
  ["the inspector", async (page) => page.locator("#tab-inspector").click()],
  [
    "an inspected request",
    async (page) => {
      await page.locator("#operation").selectOption("CreateTrafficMirrorFilter");
      await page.locator(".nested .add").first().click();
      await page.locator(".request button[type=submit]").click();
      await page.locator("#steps").waitFor();
      await page.locator("#diagnosis textarea").fill("GET&%2F&AccessKeyId%3Dx%26Action%3Dy");
      await page.locator("#diagnosis button").click();
      await page.locator("#diagnosis .compare, #diagnosis .check").first().waitFor();
    },
  ],
  [
    "the form for keys",
    async (page) => {
      await page.evaluate(() => {
        document.querySelector("traffic-mirror-console").client = undefined;
      });
      await page.locator(".keys").waitFor();
    },
  ],
];

describe("axe", { concurrency: 2 }, () => {
  for (const theme of ["light", "dark"]) {
    for (const lang of ["en", "zh"]) {
      test(`finds nothing, ${theme}, ${lang}`, async () => {
        await onPage(
          async (page) => {
            await page.addInitScript({ content: axe.source });
            await page.reload();
            await row(page, FIRST[0]).waitFor();
            for (const [name, reach] of STATES) {
              await reach(page);
              assert.deepEqual(await findings(page), [], `${name}, ${theme}, ${lang}`);
              assert.deepEqual(await small(page), [], name);
            }
            const said = lang === "zh" ? "临时凭证" : "Temporary credentials";
            assert.equal(await page.getByRole("heading", { level: 3 }).innerText(), said);
          },
          {
            query: `?lang=${lang}&theme=${theme === "dark" ? "dark" : ""}&speed=1&deletingMs=900000&delay=200`,
            reducedMotion: "reduce",
          },
        );
      });
    }
  }
});

test("the system's dark theme is followed, and reduced motion respected", async () => {
  await onPage(
    async (page) => {
      const [background, transition] = await page.evaluate(() => {
        const element = document.querySelector("traffic-mirror-console");
        const button = element.shadowRoot.querySelector("button");
        return [getComputedStyle(element).backgroundColor, getComputedStyle(button).transitionDuration];
      });
      assert.equal(background, "rgb(20, 24, 30)");
      assert.equal(transition, "0s");
    },
    { colorScheme: "dark", reducedMotion: "reduce" },
  );
});

test("fits any window, and stays a table for those who listen", async () => {
  await onPage(async (page) => {
    for (const width of [320, 360, 560, 760, 1000, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      for (const tab of ["inspector", "deletions", "sessions"]) {
        await page.locator(`#tab-${tab}`).click();
        const content = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(content <= width, `${tab}: ${content} px in ${width}`);
      }
      const table = page.getByRole("table", { name: "Sessions" });
      assert.equal(await table.getByRole("row").count(), FIRST.length + 1);
      assert.equal(await table.getByRole("rowheader").count(), FIRST.length);
    }
    await page.setViewportSize({ width: 360, height: 600 });
    await row(page, FIRST[2]).locator(".delete").click();
    await page.locator("#delete-dialog [data-check=passed]").waitFor();
    const { x, y, width, height } = await page.locator("#delete-dialog").boundingBox();
    assert.ok(x >= 0 && x + width <= 360 && y >= 0 && y + height <= 600);
  });
});

/** A session and a filter with long names, and a teardown that goes on until it is told to end. */
const long = () => ({
  async *filters() {
    yield { TrafficMirrorFilterId: "tmf-0", TrafficMirrorFilterName: "filter".repeat(21) };
  },
  async *sessions() {
    yield {
      TrafficMirrorSessionId: "tms-0",
      TrafficMirrorFilterId: "tmf-0",
      TrafficMirrorSessionName: "long".repeat(32),
      TrafficMirrorSessionStatus: "AStateThatNobodyHasHeardOfUntilNowAndThatIsLong",
      TrafficMirrorSourceIds: ["eni-j6c00000000000000000"],
      TrafficMirrorTargetId: "eni-j6c00000000000000001",
      CreationTime: "2026-01-01T00:00Z",
      Tags: [],
    };
  },
  deleteTrafficMirrorSession: async () => ({ RequestId: "1" }),
  teardown: async (_target, { dryRun, onEvent, onProgress }) => {
    if (dryRun) {
      return { planned: ["tms-0"], plannedFilters: [], kept: [] };
    }
    const told = (event) => onEvent({ action: "DeleteTrafficMirrorSession", ...event });
    told({ type: "attempt", attempt: 1, at: 0 });
    told({ type: "answer", status: 200, ms: 40_000, at: 40_000 });
    told({ type: "attempt", attempt: 1, at: 40_000 });
    told({ type: "answer", status: 400, code: "OperationConflict", ms: 9_000, at: 49_000 });
    told({ type: "state", id: "tms-0", to: "Deleting", at: 50_000 });
    told({ type: "state", id: "tms-0", to: "gone", at: 119_700 });
    onProgress({ total: 2, requested: 1, deleting: 0, deleted: 1, failed: 0, elapsedMs: 59_990 });
    return await new Promise((resolve) => {
      globalThis.finish = () =>
        resolve({ deleted: [], alreadyGone: [], kept: [], failed: [], calls: 2, elapsedMs: 5 });
    });
  },
});

test("long names and states wrap, in the table, in questions and in plans", async () => {
  await onPage(
    async (page) => {
      await elements(page, 1, long);
      await row(page, "filterfilter").waitFor();
      const fits = () =>
        page.evaluate(() => {
          const { shadowRoot } = globalThis.made[0];
          return [document.documentElement, ...shadowRoot.querySelectorAll("dialog[open], dialog[open] ul")]
            .filter((element) => element.scrollWidth > element.clientWidth)
            .map((element) => `${element.localName}: ${element.scrollWidth} px`);
        });
      for (const width of [560, 950, 1000, 1100, 1300, 320]) {
        await page.setViewportSize({ width, height: 800 });
        assert.deepEqual(await fits(), [], `${width} px`);
      }
      await page.locator(".delete").click();
      await dialog(page).getByText("Dry run passed").waitFor();
      assert.deepEqual(await fits(), []);
      assert.equal(await dialog(page).locator("h2 bdi").innerText(), "long".repeat(32));
      await page.keyboard.press("Escape");
      await page.locator("#teardown").click();
      await dialog(page).getByLabel("All sessions in this region").check();
      await dialog(page).getByRole("button", { name: "Show the plan" }).click();
      await dialog(page).locator(".plan li").waitFor();
      assert.deepEqual(await fits(), []);
    },
    { ...loose, viewport: { width: 320, height: 800 } },
  );
});

test("with forced colours, what colour tells is still told apart", async () => {
  await onPage(
    async (page) => {
      await elements(page, 1, long);
      await tearDown(page);
      const style = (selector, name) =>
        page
          .locator(selector)
          .first()
          .evaluate((element, name) => getComputedStyle(element)[name], name);
      const differ = async (name, ...selectors) => {
        const values = await Promise.all(selectors.map((selector) => style(selector, name)));
        assert.equal(new Set(values).size, selectors.length, `${name}: ${selectors} ${values}`);
      };
      await page.locator("progress[max]").waitFor();
      assert.equal(await style("progress", "borderTopStyle"), "solid");
      await differ("borderBottomColor", "#tab-sessions", "#tab-inspector");
      await tab(page, "Deletions").click();
      await page.locator("svg .gone").waitFor();
      await differ("fill", "svg .ok", "svg .refused", "svg .state");
      await differ("backgroundColor", ".key.ok", ".key.refused", ".key.deleting");
      await differ("backgroundColor", ".key.gone", ".key.deleting");
    },
    { ...loose, forcedColors: "active" },
  );
});

test("no unit of a duration is ever full", async () => {
  await onPage(async (page) => {
    await elements(page, 1, long);
    await tearDown(page);
    await page.getByText("1 min 0 s so far").waitFor();
    await tab(page, "Deletions").click();
    await page.getByRole("article").getByText("2 min 0 s", { exact: true }).first().waitFor();
  }, loose);
});

// For everybody: axe finds nothing in any main state, in both themes and languages; nothing is too small or too wide.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import axe from "axe-core";
import { FIRST, row, site } from "./site.mjs";

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
            query: `?lang=${lang}&theme=${theme === "dark" ? "dark" : ""}&speed=1&deletingMs=60000&delay=200`,
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

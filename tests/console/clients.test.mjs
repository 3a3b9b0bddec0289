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

test("sessions wait for no filters", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => ({
      async *filters() {
        yield await new Promise((resolve) => {
          globalThis.answer = resolve;
        });
      },
    }));
    await row(page, "session-0").waitFor();
    // Where no filter is known, they can be told apart by their ids.
    await page.getByRole("button", { name: "Tear down…" }).click();
    await dialog(page).locator("select").selectOption("tmf-1");
    await page.keyboard.press("Escape");
    await page.evaluate(() =>
      globalThis.answer({ TrafficMirrorFilterId: "tmf-1", TrafficMirrorFilterName: "late" }),
    );
    await row(page, "late").waitFor();
  }, loose);
});

test("filters of one name can be told apart where one is chosen", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => ({
      async *filters() {
        for (const [id, name] of [
          ["tmf-1", "same"],
          ["tmf-2", "same"],
          ["tmf-3", "other"],
        ]) {
          yield {
            TrafficMirrorFilterId: id,
            TrafficMirrorFilterName: name,
            IngressRules: [],
            EgressRules: [],
          };
        }
      },
    }));
    await row(page, "same").waitFor();
    const labels = ["same (tmf-1)", "same (tmf-2)", "other"];
    assert.deepEqual(await page.locator("#filter option").allInnerTexts(), ["All filters", ...labels]);
    await page.getByRole("button", { name: "Tear down…" }).click();
    assert.deepEqual(await dialog(page).locator("select option").allInnerTexts(), ["", ...labels]);
  }, loose);
});

test("the language is the nearest one around, also around a shadow tree", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => ({}));
    await page.getByRole("heading", { name: "Traffic mirror sessions" }).waitFor();
    await page.evaluate(() => {
      const host = document.createElement("div");
      host.lang = "zh-Hant";
      host.attachShadow({ mode: "open" }).append(globalThis.made[0]);
      document.body.append(host);
    });
    await page.getByRole("heading", { name: "流量镜像会话" }).waitFor();
    // Its own comes before.
    await page.evaluate(() => {
      globalThis.made[0].lang = "en";
    });
    await page.getByRole("heading", { name: "Traffic mirror sessions" }).waitFor();
  }, loose);
});

test("null is no client, at first and later", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => ({}));
    await row(page, "session-0").waitFor();
    await page.evaluate(() => {
      globalThis.made[0].client = null;
    });
    await page.getByText("kept in the memory of this page only").waitFor();
    assert.equal(await page.locator("tbody tr, .chip, [role=tab]").count(), 0);
    await page.evaluate(() => {
      const element = document.createElement("traffic-mirror-console");
      element.client = null;
      globalThis.made[0].replaceWith(element);
      globalThis.second = element;
    });
    await page.getByText("kept in the memory of this page only").waitFor();
    await page.evaluate(() => {
      globalThis.second.client = { regionId: "cn-hongkong", async *sessions() {}, async *filters() {} };
    });
    await page.getByText("There are no sessions in this region.").waitFor();
  }, loose);
});

test("no pause is too long for a timer, and a state that nobody knows is no haste", async () => {
  await onPage(async (page) => {
    for (const pollMs of ["Infinity", "3000000000", "60000"]) {
      await elements(page, 1, () => ({
        async *sessions() {
          globalThis.looks += 1;
          yield {
            TrafficMirrorSessionId: "tms-0",
            TrafficMirrorSessionStatus: "Frozen",
            TrafficMirrorSourceIds: [],
            Tags: [],
          };
        },
      }));
      await page.evaluate((pollMs) => {
        const [element] = globalThis.made;
        element.setAttribute("poll-ms", pollMs);
        globalThis.looks = 0;
        element.client = { ...element.client };
      }, pollMs);
      await page.waitForFunction(() => globalThis.looks > 0);
      await page.waitForTimeout(2_500);
      assert.equal(await page.evaluate(() => globalThis.looks), 1, pollMs);
    }
  }, loose);
});

test("a refusal that comes with each look is said once, whatever its message tells of the look", async () => {
  await onPage(async (page) => {
    await page.evaluate(() => {
      const element = document.querySelector("traffic-mirror-console");
      const { constructor: TrafficMirrorClient, regionId } = element.client;
      globalThis.looks = 0;
      globalThis.code = "SignatureDoesNotMatch";
      element.pollMs = 250;
      element.client = new TrafficMirrorClient({
        regionId,
        credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
        retry: false,
        fetch: async () => {
          globalThis.looks += 1;
          const said = { Code: globalThis.code, Message: `of nonce ${globalThis.looks}.`, RequestId: "1" };
          return new Response(JSON.stringify(said), { status: 400 });
        },
      });
    });
    const alert = page.getByRole("alert");
    await alert.getByText("SignatureDoesNotMatch: of nonce 1.").waitFor();
    // What the third answer tells is drawn before the fourth is asked for.
    await page.waitForFunction(() => globalThis.looks >= 4);
    assert.match(await alert.innerText(), /of nonce 1\./);
    // Another refusal is news.
    await page.evaluate(() => {
      globalThis.code = "Forbidden.RAM";
    });
    await alert.getByText("Forbidden.RAM").waitFor();
  }, loose);
});

test("what is gone is not searched by, and not selected; another client begins with everything", async () => {
  await onPage(async (page) => {
    await elements(page, 1, () => ({
      async *sessions() {
        for (const at of globalThis.there ?? [1, 2]) {
          yield {
            TrafficMirrorSessionId: `tms-${at}`,
            TrafficMirrorSessionName: `session-${at}`,
            TrafficMirrorSessionStatus: "Created",
            TrafficMirrorFilterId: `tmf-${at}`,
            TrafficMirrorSourceIds: [],
            Tags: [],
          };
        }
      },
    }));
    await page.evaluate(() => {
      globalThis.made[0].pollMs = 250;
    });
    await page.getByLabel("Select session-1").check();
    await page.getByLabel("Select session-2").check();
    await page.locator("#filter").selectOption("tmf-2");
    await row(page, "session-1").waitFor({ state: "detached" });
    await page.evaluate(() => {
      globalThis.there = [1];
    });
    await row(page, "session-1").waitFor();
    assert.equal(await page.locator("#filter").inputValue(), "");
    await page.getByRole("button", { name: "Delete selected (1)…" }).waitFor();

    await page.locator("#state").selectOption("Deleting");
    await page.locator("#search").fill("nowhere");
    await page.getByRole("button", { name: "Clear search" }).click();
    await row(page, "session-1").waitFor();
    assert.equal(await page.locator("#state").inputValue(), "");

    await page.locator("#state").selectOption("Deleting");
    await page.locator("#search").fill("nowhere");
    await page.evaluate(() => {
      globalThis.made[0].client = { ...globalThis.made[0].client };
    });
    await row(page, "session-1").waitFor();
    assert.deepEqual(
      [await page.locator("#state").inputValue(), await page.locator("#search").inputValue()],
      ["", ""],
    );
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
    await row(page, "name-2").waitFor();
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

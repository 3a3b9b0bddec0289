// The request inspector: the form made from the table, the signed URL, the steps, the answer, and the diagnosis.
import assert from "node:assert/strict";
import { test } from "node:test";
import { explainSignature, operations, signUrl } from "alicloud-traffic-mirror";
import { dialog, row, site, tab, wholePage } from "./site.mjs";

const onPage = site();
const keys = { accessKeyId: "testid", accessKeySecret: "testsecret" };

const operation = (page) => page.locator("#operation");
const box = (page, name) => page.locator("pre").and(page.getByRole("group", { name, exact: true }));
const button = (page, name) => page.getByRole("button", { name, exact: true });
const field = (page, name) => page.getByLabel(name, { exact: true });

async function inspect(page, action) {
  await tab(page, "Request inspector").click();
  await operation(page).selectOption(action);
}

test("every operation has a form, and each of its parameters a field that says what it is", async () => {
  await onPage(async (page) => {
    await tab(page, "Request inspector").click();
    assert.equal(await operation(page).locator("option").count(), operations.length);
    for (const { name, params, kind } of operations) {
      await operation(page).selectOption(name);
      const names = params.map((param) => param.name);
      const shown = await page
        .locator(".parameters > .field > label > code, .parameters > .nested > legend > code")
        .allInnerTexts();
      assert.deepEqual(shown.toSorted(), names.toSorted(), name);
      await page.getByText(kind === "read" ? "Reads" : "Changes things", { exact: true }).waitFor();
    }
  });
});

test("signs: a masked URL, every step, and nothing is sent", async () => {
  await onPage(async (page) => {
    await inspect(page, "DeleteTrafficMirrorSession");
    await field(page, "TrafficMirrorSessionId required").fill("tms-j6cdebuggateway");
    await page.getByText("Nonce and time", { exact: true }).click();
    await field(page, "Nonce").fill("0123456789abcdef");
    await field(page, "Time, ISO 8601").fill("2026-01-02T03:04:05Z");
    await button(page, "Sign").click();
    const masked = await box(page, "Signed URL").innerText();
    assert.match(masked, /^https:\/\/vpc\.cn-hongkong\.aliyuncs\.com\/\?AccessKeyId=\*\*\*&Action=Delete/);
    assert.match(masked, /&Signature=\*\*\*$/);
    assert.doesNotMatch(await wholePage(page), /testid|testsecret/);
    await button(page, "Reveal").click();
    // What stands there is the URL that the function gives.
    assert.equal(
      await box(page, "Signed URL").innerText(),
      signUrl(
        "DeleteTrafficMirrorSession",
        { TrafficMirrorSessionId: "tms-j6cdebuggateway" },
        {
          credentials: keys,
          regionId: "cn-hongkong",
          nonce: "0123456789abcdef",
          timestamp: Date.parse("2026-01-02T03:04:05Z"),
        },
      ),
    );
    assert.match(await box(page, "2. String to sign").innerText(), /^GET&%2F&AccessKeyId%3Dtestid%26Action/);
    await button(page, "Mask").click();
    assert.match(await box(page, "2. String to sign").innerText(), /^GET&%2F&AccessKeyId%3D\*\*\*%26Action/);
    assert.match(await page.locator("#answer").innerText(), /Not sent yet/);

    await page.locator(".request select").last().selectOption("v3");
    await button(page, "Sign").click();
    assert.match(await box(page, "2. Canonical request").innerText(), /^POST\n\/\n/);
    assert.match(await box(page, "3. String to sign").innerText(), /^ACS3-HMAC-SHA256\n[0-9a-f]{64}$/);
    assert.equal(await row(page, "debug-gateway").count(), 0);
    await tab(page, "Sessions").click();
    await row(page, "debug-gateway").locator(".badge[data-state=Created]").waitFor();
  });
});

test("a copy is told each time, and so is one that the browser does not allow", async () => {
  await onPage(async (page) => {
    await page.evaluate(() => {
      globalThis.copies = [];
      const writeText = async (text) => globalThis.copies.push(text);
      Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText } });
    });
    await inspect(page, "ListTrafficMirrorSessions");
    await button(page, "Sign").click();
    await page.evaluate(() => {
      const place = document
        .querySelector("traffic-mirror-console")
        .shadowRoot.querySelector(".unseen[role=status]");
      globalThis.told = 0;
      new MutationObserver(() => {
        globalThis.told += 1;
      }).observe(place, { characterData: true, childList: true, subtree: true });
    });
    for (const times of [1, 2]) {
      await button(page, "Copy").click();
      await page.waitForFunction((times) => globalThis.told >= times, times);
    }
    await page.getByRole("status").getByText("Copied").waitFor({ state: "attached" });
    const [url] = await page.evaluate(() => globalThis.copies);
    assert.match(url, /^https:.*&Signature=(?!\*)/);

    // As in a frame of another site, and on a page of plain http.
    for (const there of [true, false]) {
      await page.evaluate((there) => {
        const writeText = () => Promise.reject(new DOMException("no permission", "NotAllowedError"));
        const value = there ? { writeText } : undefined;
        Object.defineProperty(navigator, "clipboard", { configurable: true, value });
      }, there);
      await button(page, "Copy").click();
      await page.getByRole("alert").getByText("does not let this page copy").waitFor();
      // Signed anew, it is another URL.
      await button(page, "Sign").click();
      await page.getByRole("alert").waitFor({ state: "detached" });
    }
  });
});

test("sends, after asking where something would change, with lists and objects as typed", async () => {
  await onPage(async (page) => {
    await inspect(page, "CreateTrafficMirrorFilter");
    await field(page, "TrafficMirrorFilterName").fill("from-inspector");
    await button(page, "+ Add IngressRules").click();
    const rule = page.getByRole("group", { name: "IngressRules 1" });
    await rule.getByLabel("Action required").selectOption("drop");
    await rule.getByLabel("Protocol required").selectOption("UDP");
    await rule.getByLabel("Priority", { exact: true }).fill("7");
    await button(page, "+ Add Tag").click();
    await button(page, "+ Add Tag").click();
    await button(page, "Remove Tag 1").click();
    await page.getByRole("group", { name: "Tag 1" }).getByLabel("Key required").fill("from");
    await button(page, "Send").click();
    const asked = JSON.parse(await dialog(page).locator("pre").innerText());
    assert.deepEqual(asked, {
      TrafficMirrorFilterName: "from-inspector",
      IngressRules: [{ Action: "drop", Protocol: "UDP", Priority: 7 }],
      Tag: [{ Key: "from" }],
    });
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    assert.equal(await page.locator("#answer").count(), 0);
    await button(page, "Send").click();
    await dialog(page).getByRole("button", { name: "Send it" }).click();
    const answer = JSON.parse(await box(page, "Answer").innerText());
    assert.match(answer.TrafficMirrorFilterId, /^tmf-/);

    // A dry run changes nothing, so nothing is asked.
    await field(page, "DryRun").selectOption("true");
    await button(page, "Send").click();
    await page.waitForFunction(
      (before) =>
        !document
          .querySelector("traffic-mirror-console")
          .shadowRoot.querySelector("#answer pre")
          ?.textContent.includes(before),
      answer.RequestId,
    );
    assert.equal(await dialog(page).count(), 0);
    const dry = JSON.parse(await box(page, "Answer").innerText());
    assert.deepEqual(Object.keys(dry), ["RequestId"]);
  });
});

test("refusals of the client and of the service are shown with what to do", async () => {
  await onPage(async (page) => {
    await inspect(page, "ListTrafficMirrorSessions");
    await field(page, "MaxResults").fill("many");
    await button(page, "Sign").click();
    await page
      .getByRole("alert")
      .getByText(/MaxResults/)
      .waitFor();
    await field(page, "MaxResults").fill("1");
    await button(page, "Send").click();
    const answer = JSON.parse(await box(page, "Answer").innerText());
    assert.equal(answer.TrafficMirrorSessions.length, 1);
    await operation(page).selectOption("DeleteTrafficMirrorSession");
    await field(page, "TrafficMirrorSessionId required").fill("tms-nowhere");
    await field(page, "DryRun").selectOption("true");
    await button(page, "Send").click();
    await page
      .locator("#answer")
      .getByText(/ResourceNotFound/)
      .waitFor();
  });
});

test("a server's message is compared with the request, by its own nonce and time", async () => {
  await onPage(async (page) => {
    await inspect(page, "DeleteTrafficMirrorSession");
    await field(page, "TrafficMirrorSessionId required").fill("tms-a b*c");
    const message = (id, nonce = "n-1") =>
      `SignatureDoesNotMatch: Specified signature is not matched with our calculation. server string to sign is:${stringToSign(id, nonce)}`;
    const diagnosis = page.locator("#diagnosis");
    const compare = async (text) => {
      await diagnosis.getByLabel("Server's message").fill(text);
      await button(page, "Compare").click();
    };
    await compare(message("tms-a%2520b%252Ac"));
    await diagnosis.getByText("The secret is wrong").waitFor();
    await compare(message("tms-a%2Bb%252Ac", "n-2"));
    await diagnosis.getByText("The strings to sign differ").waitFor();
    await diagnosis.getByText(/First difference at character \d+/).waitFor();
    assert.match(await diagnosis.locator(".compare").innerText(), /%2520b[\s\S]*%2Bb/);
    await compare("SignatureDoesNotMatch");
    await diagnosis.getByText("Nothing to compare").waitFor();
    assert.doesNotMatch(await wholePage(page), /testid|testsecret/);
  });
});

test("a message of V3 is compared by its own nonce and time too, and one that was escaped is read all the same", async () => {
  await onPage(async (page) => {
    await inspect(page, "CreateTrafficMirrorFilter");
    await field(page, "TrafficMirrorFilterName").fill("a&b");
    const params = { TrafficMirrorFilterName: "a&b", ClientToken: "a-token" };
    const sent = {
      credentials: keys,
      regionId: "cn-hongkong",
      nonce: "n-3",
      timestamp: Date.UTC(2026, 0, 2),
    };
    const explained = (options) =>
      explainSignature("CreateTrafficMirrorFilter", params, { ...sent, ...options });
    const v3 = explained({ signature: "v3" });
    const message3 = `server canonical request is:${v3.canonicalRequest} server string to sign is:${v3.stringToSign}`;
    const message1 = `server string to sign is:${explained({ signature: "v1", method: "POST" }).stringToSign}`;
    const diagnosis = page.locator("#diagnosis");
    for (const text of [
      message3,
      JSON.stringify({ Message: message3 }),
      message3.replaceAll("&", "&amp;"),
      message1,
      message1.replaceAll("&", "&amp;"),
      JSON.stringify({ Message: message1 }).replaceAll("&", "\\u0026"),
      JSON.stringify({ Message: message1 }).replaceAll("&", "&amp;"),
    ]) {
      await diagnosis.getByLabel("Server's message").fill(text);
      await button(page, "Compare").click();
      await diagnosis.getByText("The secret is wrong").waitFor();
      await field(page, "TrafficMirrorFilterDescription").fill("x");
      await diagnosis.getByText("The secret is wrong").waitFor({ state: "detached" });
      await field(page, "TrafficMirrorFilterDescription").fill("");
    }
  });
});

test("what was signed is gone once the request is another, and sending shows no signature that is not sent", async () => {
  await onPage(async (page) => {
    await inspect(page, "ListTrafficMirrorSessions");
    await page.getByText("Nonce and time", { exact: true }).click();
    const edits = [
      () => field(page, "MaxResults").fill("2"),
      () => field(page, "Nonce").fill("n-1"),
      () => field(page, "Time, ISO 8601").fill("2026-01-02T03:04:05Z"),
      () => page.locator(".request select").last().selectOption("v3"),
    ];
    for (const edit of edits) {
      await button(page, "Sign").click();
      await page.locator("#steps").waitFor();
      await edit();
      await page.locator("#steps").waitFor({ state: "detached" });
      assert.equal(await page.locator("#signed-url").count(), 0);
    }
    await button(page, "Send").click();
    const answer = JSON.parse(await box(page, "Answer").innerText());
    assert.equal(answer.TrafficMirrorSessions.length, 2);
    assert.equal(await page.locator("#steps").count(), 0);
    await page.getByText("To send, the client signs anew").waitFor();
    // The answer stays, whatever is signed after it.
    await button(page, "Sign").click();
    await page.locator("#steps").waitFor();
    assert.equal(await box(page, "Answer").count(), 1);
  });
});

/** As the service calculates it, of this id as it arrived. */
function stringToSign(id, nonce) {
  const query = [
    "AccessKeyId%3Dtestid",
    "Action%3DDeleteTrafficMirrorSession",
    "Format%3DJSON",
    "RegionId%3Dcn-hongkong",
    "SignatureMethod%3DHMAC-SHA1",
    `SignatureNonce%3D${nonce}`,
    "SignatureVersion%3D1.0",
    "Timestamp%3D2026-01-02T03%253A04%253A05Z",
    `TrafficMirrorSessionId%3D${id}`,
    "Version%3D2016-04-28",
  ].join("%26");
  return `GET&%2F&${query}`;
}

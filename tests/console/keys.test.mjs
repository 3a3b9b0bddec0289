// Where no client is set: temporary keys are asked for, kept in memory, and forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { site, wholePage } from "./site.mjs";

const onPage = site();

async function withoutClient(page) {
  await page.evaluate(() => {
    document.querySelector("traffic-mirror-console").client = undefined;
  });
  await page.getByText("kept in the memory of this page only").waitFor();
}

async function fill(page, id, secret, token) {
  await page.getByLabel("AccessKey ID").fill(id);
  await page.getByLabel("AccessKey secret").fill(secret);
  await page.getByLabel("Security token").fill(token);
  await page.getByRole("button", { name: "Connect" }).click();
}

test("keys without a token, and permanent ones, are not taken", async () => {
  await onPage(async (page) => {
    await withoutClient(page);
    await fill(page, "STS.testid", "testsecret", "");
    assert.equal(await page.locator("input[name=token]:invalid").count(), 1);
    await fill(page, "LTAI-testid", "testsecret", "token");
    await page.getByRole("alert").getByText("This is a permanent key").waitFor();
    assert.equal(
      await page.evaluate(() => document.querySelector("traffic-mirror-console").client),
      undefined,
    );
  });
});

test("temporary keys make a client, are stored nowhere, and can be forgotten", async () => {
  await onPage(
    async (page) => {
      await page.route("https://vpc.cn-beijing.aliyuncs.com/**", (route) => route.abort());
      await withoutClient(page);
      await page.getByLabel("Region").selectOption("cn-beijing");
      await fill(page, "STS.testid", "testsecret", "a-token");
      await page.getByText("cn-beijing", { exact: true }).waitFor();
      // This page may connect to itself alone, so the call fails; how is what the user reads.
      await page.getByRole("alert").getByText("Something went wrong").waitFor();
      const kept = await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
      );
      assert.doesNotMatch(kept + (await wholePage(page)), /testid|testsecret|a-token/);
      await page.getByRole("button", { name: "Forget keys" }).click();
      await page.getByLabel("AccessKey ID").waitFor();
      assert.equal(await page.getByLabel("AccessKey secret").inputValue(), "");
    },
    {
      expected: [
        /CSP: connect-src/,
        /Content Security Policy/,
        /^request: https:\/\/vpc\.cn-beijing\.aliyuncs\.com\/$/,
      ],
    },
  );
});

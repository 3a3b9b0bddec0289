// Loads the HTML blocks of the pages in Chromium, with their scripts bundled. Whoever calls Alibaba Cloud gets the emulator.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { build } from "esbuild";
import { launch } from "../console/browser.mjs";
import { blocksOf } from "./blocks.mjs";
import { fixture, options } from "./stand-in/fixture.mjs";

const SCRIPT = /\.(m?js|ts|jsx)$/;

/** A script of the page, bundled as its reader would. */
async function bundle({ code, file, language }) {
  const { outputFiles } = await build({
    stdin: {
      contents: code,
      loader: language === "ts" ? "ts" : "jsx",
      resolveDir: process.cwd(),
      sourcefile: file,
    },
    bundle: true,
    format: "esm",
    jsx: "automatic",
    target: "es2022",
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

async function serve(t, block) {
  const scripts = blocksOf(block.page).filter(({ file }) => SCRIPT.test(file ?? ""));
  const server = createServer(async (request, response) => {
    const script = scripts.find(({ file }) => request.url === `/${file}`);
    const found = script !== undefined || request.url === "/";
    response.writeHead(found ? 200 : 404, {
      "content-type": request.url === "/" ? "text/html; charset=utf-8" : "text/javascript",
    });
    response.end(script === undefined ? block.code : await bundle(script));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}/`;
}

/** The browser's call, made to the emulator; gives what it answers, CORS headers included. */
async function play(emulator, route) {
  const request = route.request();
  const answer = await emulator.fetch(request.url(), {
    method: request.method(),
    headers: await request.allHeaders(),
    ...(request.method() === "POST" ? { body: request.postData() ?? "" } : {}),
  });
  const headers = Object.fromEntries(answer.headers);
  await route.fulfill({ status: answer.status, headers, body: await answer.text() });
}

export async function assertLoads(t, block) {
  const emulator = createEmulator(options);
  emulator.load(fixture);
  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.route(/\.aliyuncs\.com/, (route) => play(emulator, route));
  await page.route(/favicon/, (route) => route.fulfill({ status: 204 }));
  await page.goto(await serve(t, block), { waitUntil: "networkidle" });
  assert.deepEqual(complaints, [], `${block.page}:${block.line}`);
  assert.ok((await page.locator("body").innerText()).includes("capture-1"), "the page shows the sessions");
}

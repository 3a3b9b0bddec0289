// Loads the blocks that belong in a page in Chromium, built by Vite as their readers would. Whoever calls Alibaba Cloud gets
// the emulator, with its CORS headers.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { build, preview } from "vite";
import { launch } from "../console/browser.mjs";
import { blocksOf } from "./blocks.mjs";
import { folderOf } from "./run.mjs";
import { fixture, options } from "./stand-in/fixture.mjs";

/** Whether a script is for a page, and for nothing else. */
export const isForPage = ({ code }) => /"alicloud-traffic-mirror\/console"/.test(code);

/** An HTML block, with the scripts of its page that it names. */
export async function assertLoads(t, block) {
  const folder = emptyFolder(block);
  for (const { file, code } of blocksOf(block.page).filter(({ file }) => file !== undefined)) {
    writeFileSync(`${folder}/${file}`, code);
  }
  writeFileSync(`${folder}/index.html`, block.code);
  await assertShows(t, block, folder);
}

/** A script or component that shows the console element, in a page that has a place for it. */
export async function assertEmbeds(t, block) {
  const folder = emptyFolder(block);
  const place = block.language === undefined ? "<traffic-mirror-console></traffic-mirror-console>" : "";
  const name = { jsx: "main.jsx", vue: "App.vue" }[block.language] ?? "main.js";
  writeFileSync(`${folder}/${name}`, block.code);
  if (block.language === "vue") {
    const mount =
      'import { createApp } from "vue";\nimport App from "./App.vue";\ncreateApp(App).mount("#root");\n';
    writeFileSync(`${folder}/main.js`, mount);
  }
  const script = block.language === "jsx" ? "main.jsx" : "main.js";
  writeFileSync(
    `${folder}/index.html`,
    `<!doctype html><html lang="en"><head><title>${name}</title></head><body><main id="root">${place}</main>` +
      `<script type="module" src="./${script}"></script></body></html>`,
  );
  await assertShows(t, block, folder);
}

function emptyFolder({ page, line }) {
  const folder = `${folderOf(page)}/page-${line}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function plugins(block) {
  if (block.language !== "vue") return [];
  const { default: vue } = await import("@vitejs/plugin-vue");
  const isCustomElement = (tag) => tag.startsWith("traffic-mirror-");
  return [vue({ template: { compilerOptions: { isCustomElement } } })];
}

async function assertShows(t, block, root) {
  const settings = { root, configFile: false, logLevel: "error", plugins: await plugins(block) };
  const target = { target: "es2022", chunkSizeWarningLimit: 4000, modulePreload: false };
  await build({ ...settings, build: target });
  const server = await preview({ ...settings, preview: { host: "127.0.0.1", port: 0 } });
  t.after(() => server.close());
  const emulator = createEmulator(options);
  emulator.load(fixture);
  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.route(/\.aliyuncs\.com/, (route) => play(emulator, route));
  await page.route(/\/favicon/, (route) => route.fulfill({ status: 204 }));
  // A backend that gives out keys.
  const keys = { accessKeyId: "testid", accessKeySecret: "testsecret" };
  await page.route(/\/(api|my)\/sts/, (route) => route.fulfill({ json: keys }));
  await page.goto(server.resolvedUrls.local[0]);
  const shown = page.getByText("capture-1").first().waitFor({ timeout: 15_000 });
  await shown.catch(() => complaints.push("the page does not show the sessions"));
  assert.deepEqual(complaints, [], `${basename(block.page)}:${block.line}`);
}

/** The browser's call, made to the emulator. */
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

// The element in plain HTML, React and Vue: each example of ours, built as its users would, lists and deletes; and the page
// as `make console` serves it.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { build, createServer } from "vite";
import { launch, openPage } from "./browser.mjs";
import { badge, deleteButton, dialog, FIRST, row } from "./site.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Serves a folder, and the installed packages beside it, while `body` runs. */
async function serving(folder, body) {
  const server = createHttpServer(async ({ url }, response) => {
    const path = url.split("?")[0].replace(/\/$/, "/index.html");
    const base = path.startsWith("/node_modules/") ? resolve(".") : folder;
    try {
      const content = await readFile(join(base, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    await body(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function listsAndDeletes(address, name) {
  const { page, surprises, close } = await openPage(browser, address, { locale: "en-GB" });
  await badge(page, name, "Created").waitFor();
  assert.equal(await page.locator("tbody tr[data-id]").count(), 2);
  const id = await row(page, name).getAttribute("data-id");
  await deleteButton(page, name).click();
  await dialog(page).getByText("Dry run passed").waitFor();
  await dialog(page).getByRole("button", { name: "Delete session" }).click();
  await row(page, name).waitFor({ state: "detached" });
  await page.locator("#last").getByText(id, { exact: true }).waitFor();
  assert.deepEqual(surprises, []);
  await close();
}

test("plain HTML, with an import map and no build", async () => {
  await serving(resolve("examples/console-html"), (address) => listsAndDeletes(address, "from-html"));
});

for (const framework of ["react", "vue"]) {
  test(`${framework}, built by Vite`, async () => {
    const outDir = await mkdtemp(join(tmpdir(), `console-${framework}-`));
    try {
      await build({
        root: resolve(`examples/console-${framework}`),
        logLevel: "warn",
        build: { outDir, emptyOutDir: true },
      });
      await serving(outDir, (address) => listsAndDeletes(address, `from-${framework}`));
    } finally {
      await rm(outDir, { recursive: true, force: true });
    }
  });
}

test("the page as `make console` serves it", async () => {
  const dev = await createServer({
    root: resolve("www"),
    logLevel: "warn",
    server: { host: "127.0.0.1", port: 0, strictPort: true },
  });
  try {
    await dev.listen();
    const address = `http://127.0.0.1:${dev.httpServer.address().port}/`;
    const { page, surprises, close } = await openPage(browser, address);
    for (const name of FIRST) {
      await badge(page, name, "Created").waitFor();
    }
    assert.deepEqual(surprises, []);
    await close();
  } finally {
    await dev.close();
  }
});

test("the element stays small, holds no second client, and says whose Lit is", async () => {
  const source = await readFile("pkg/dist/console.js");
  assert.ok(brotliCompressSync(source).length <= 40_000, "40 kB in brotli");
  assert.match(source.toString(), /from"\.\/index\.js"/);
  assert.doesNotMatch(source.toString(), /AGFzb/, "wasm in base64");
  const licences = await readFile("pkg/dist/THIRD-PARTY-LICENSES.txt", "utf8");
  assert.match(licences, /\blit [\d.]+.* \(BSD-3-Clause\)\nCopyright \(c\) 2017 Google LLC/m);
  assert.match(licences, /^2\. Redistributions in binary form must reproduce/m);
});

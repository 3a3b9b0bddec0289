// The Rust reference stands beside the pages of TypeDoc, which cannot link to what it has not made: links are written with
// a scheme of our own, and resolved when both are there.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const SCHEME = "site-rust:";

export function showRust(app) {
  app.options.setValue("navigationLinks", { Rust: `${SCHEME}index.html` });
}

export async function linkRust(site) {
  const names = await readdir(site, { recursive: true });
  for (const name of names.filter((name) => name.endsWith(".html") && !name.startsWith("rust/"))) {
    const page = join(site, name);
    const html = await readFile(page, "utf8");
    const [, base = "./"] = html.match(/data-base="([^"]*)"/) ?? [];
    await writeFile(page, html.replaceAll(SCHEME, `${base}rust/alicloud_traffic_mirror/`));
  }
}

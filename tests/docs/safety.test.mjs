// The page of promises names its tests; each is there.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "./blocks.mjs";

const page = readFileSync(new URL("docs/guides/safety.md", root), "utf8");
/** The last cell of each row: a path, and mostly the name of a test in it. */
const rows = [...page.matchAll(/\| `([\w./-]+)`(?:: (.+?))? \|$/gm)].map(([, path, name]) => ({
  path,
  name,
}));

test("every promise names a test that is there", () => {
  const promises = page.match(/^\| (?!promise|what|--)/gm) ?? [];
  assert.ok(rows.length > 30);
  assert.equal(rows.length, promises.length, "a row names no test");
  for (const { path, name } of rows) {
    const file = new URL(path, root);
    assert.ok(existsSync(file), `there is no ${path}`);
    if (name === undefined) continue;
    const text = readFileSync(file, "utf8");
    const begins = path.endsWith(".rs") ? `fn ${name}(` : `test("${name}"`;
    assert.ok(text.includes(begins), `${path} has no test ${name}`);
  }
});

test("every command that it names is a target", () => {
  const makefile = readFileSync(new URL("Makefile", root), "utf8");
  for (const [, target] of page.matchAll(/`make ([\w-]+)`/g)) {
    assert.ok(new RegExp(`^${target}:`, "m").test(makefile), `there is no make ${target}`);
  }
});

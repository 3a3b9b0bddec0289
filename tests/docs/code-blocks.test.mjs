// Every code block of README.md and docs/ is run, or where it is data read; what is shown as its output is what it prints.
// What shell blocks build or install is only checked for being there: see `stand-in/command.mjs`.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { blocksOf, fits, pages, programsOf, root } from "./blocks.mjs";
import { assertEmbeds, assertLoads, isForPage } from "./page.mjs";
import { execute, folderOf, runProgram } from "./run.mjs";
import { runShell } from "./shell.mjs";

const crate = readFileSync(new URL("src/lib.rs", root), "utf8");

/** Blocks that cannot be run, by `page:first line of code`, with the reason. */
const NOT_RUN = new Map([]);

const known = {
  js: "programs",
  ts: "programs",
  sh: (t, block) => assertRuns(t, block, runShell),
  json: (_, { code }) => JSON.parse(code),
  toml: assertDepends,
  crontab: (_, { code }) => assert.match(code, /^(?:[\d*,/-]+ ){5}\S.*\n$/),
  html: assertLoads,
  jsx: assertEmbeds,
  vue: assertEmbeds,
  // The crate's own examples, which `make test-rust` compiles and runs, take the page in whole.
  rust: (_, { page }) => assert.ok(crate.includes(`include_str!("../${page}")`), `${page} is in no doc test`),
  text: () => {},
};

/** Dependencies of a Rust program: Cargo finds the crates of this repository by them. */
async function assertDepends(_, { page, code }) {
  const folder = `${folderOf(page)}/program`;
  mkdirSync(`${folder}/src`, { recursive: true });
  writeFileSync(`${folder}/src/main.rs`, "fn main() {}\n");
  const place = JSON.stringify(fileURLToPath(root));
  const dependencies = code.replace('"../alicloud-traffic-mirror"', place);
  assert.notEqual(dependencies, code, `${page} names no path`);
  const manifest = `[package]\nname = "program"\nedition = "2024"\n${dependencies}\n[workspace]\n`;
  writeFileSync(`${folder}/Cargo.toml`, manifest);
  const command = ["metadata", "--offline", "--quiet", "--format-version=1"];
  const { code: ended, out, all } = await execute("cargo", command, { cwd: folder });
  assert.equal(ended, 0, all);
  const names = JSON.parse(out).packages.map(({ name }) => name);
  assert.ok(names.includes("alicloud-traffic-mirror-request"), names.join());
}

async function assertRuns(t, block, run, suite) {
  const { code, all, out } = await run(t, block, suite);
  assert.equal(code, 0, `${block.page}:${block.line} ended with ${code}:\n${all}`);
  if (block.shown?.length > 0) {
    assert.ok(
      fits(out, block.shown),
      `${block.page}:${block.line} printed\n${out}\nbut shows\n${block.shown.join("\n")}`,
    );
  }
}

const reasonOf = ({ page, code }) => NOT_RUN.get(`${page}:${code.split("\n")[0]}`);

for (const page of pages) {
  describe(page, { concurrency: 2 }, () => {
    const ends = [];
    after(() => ends.map((end) => end()));
    const suite = { after: (end) => ends.push(end) };
    for (const program of programsOf(page)) {
      if (reasonOf(program) !== undefined) continue;
      test(`the program at line ${program.line}`, (t) =>
        isForPage(program) ? assertEmbeds(t, program) : assertRuns(t, program, runProgram, suite));
    }
    for (const block of blocksOf(page)) {
      if (reasonOf(block) !== undefined) continue;
      const run = known[block.language];
      if (run === "programs") continue;
      test(`the ${block.language || "bare"} block at line ${block.line}`, async (t) => {
        assert.ok(
          run !== undefined,
          `${page}:${block.line}: blocks in "${block.language}" are not run by any test`,
        );
        await run(t, { ...block, shown: block.language === "sh" ? block.output : [] });
      });
    }
  });
}

test("every block that is said not to run is there", () => {
  const all = pages.flatMap(blocksOf).map(({ page, code }) => `${page}:${code.split("\n")[0]}`);
  for (const named of NOT_RUN.keys()) assert.ok(all.includes(named), `${named} is no block`);
});

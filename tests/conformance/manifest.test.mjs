// What others' checkers say of the packed package: publint, and "are the types wrong?".
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const run = promisify(execFile);

/** The problems that are meant, each with its reason. */
const MEANT = [
  // TypeScript's resolution of before 2022 knows no exports: it finds the main entry alone.
  { kind: "NoResolution", resolutionKind: "node10" },
  // Who brings the module imports ES modules; another copy for require would be another 80 kB.
  { kind: "CJSResolvesToESM", entrypoint: "./slim" },
  // An element is of the browser, which has no require.
  { kind: "CJSResolvesToESM", entrypoint: "./console" },
  { kind: "CJSResolvesToESM", entrypoint: "./emulator/slim" },
  { kind: "CJSResolvesToESM", entrypoint: "./core.wasm" },
  { kind: "CJSResolvesToESM", entrypoint: "./emulator.wasm" },
];

const isMeant = (problem) =>
  MEANT.some((meant) => Object.entries(meant).every(([key, value]) => problem[key] === value));

test("are the types wrong? Only where it is meant", async () => {
  const folder = await mkdtemp(join(tmpdir(), "attw-"));
  try {
    const { stdout } = await run(
      "npm",
      ["pack", "--json", "--loglevel=error", "--pack-destination", folder],
      {
        cwd: resolve("pkg"),
      },
    );
    const [{ filename }] = Object.values(JSON.parse(stdout));
    const tarball = new Uint8Array(await readFile(join(folder, filename)));
    const { types, problems } = await checkPackage(createPackageFromTarballData(tarball));
    assert.equal(types.kind, "included");
    assert.deepEqual(
      problems.filter((problem) => !isMeant(problem)),
      [],
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("publint finds nothing", async () => {
  const { messages, pkg } = await publint({ pkgDir: resolve("pkg"), strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});

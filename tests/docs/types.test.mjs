// The TypeScript programs of the pages, under the strictest settings that their readers may have.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { pages, programsOf, root } from "./blocks.mjs";
import { execute } from "./run.mjs";

test("the TypeScript of the pages is typed", async () => {
  const folder = fileURLToPath(new URL("target/docs-types/", root));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const programs = pages.flatMap(programsOf).filter(({ typed }) => typed);
  assert.ok(programs.length > 0);
  for (const { page, line, code } of programs) {
    writeFileSync(`${folder}/${page.replace(/\W+/g, "-")}-line-${line}.ts`, `${code}export {};\n`);
  }
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022", "esnext.disposable"],
    types: ["node"],
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    skipLibCheck: true,
    noEmit: true,
  };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  writeFileSync(`${folder}/package.json`, '{ "type": "module" }\n');
  const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
  const { code, all } = await execute(process.execPath, [tsc, "--project", folder]);
  assert.equal(code, 0, all);
});

// The declarations as users' compilers read them: in each way of resolving, with and without the DOM's library.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { installPacked, NAME, typeCheck } from "./support.mjs";

const { project } = await installPacked();
const surface = await readFile(resolve("tests/packaging/surface.ts"), "utf8");
const slim = `import { loadModule, setModule, signUrl } from "${NAME}/slim";
import * as emulator from "${NAME}/emulator/slim";
setModule({} as object);
emulator.setModule(new Uint8Array());
export const done: Promise<void>[] = [loadModule(new Uint8Array()), emulator.loadModule(new Uint8Array())];
export const url: string = signUrl("X", {}, { credentials: { accessKeyId: "a", accessKeySecret: "b" } });
`;

// What disposing of needs comes with the declarations.
const without = ["es2022"];
const libraries = { "without the DOM": without, "with the DOM": [...without, "dom", "dom.iterable"] };
const ways = [
  ["node16", "mts", { module: "node16" }],
  ["node16, CommonJS", "cts", { module: "node16" }],
  ["nodenext", "mts", { module: "nodenext" }],
  ["nodenext, CommonJS", "cts", { module: "nodenext" }],
  ["bundler", "ts", { module: "preserve", moduleResolution: "bundler" }],
];

for (const [way, extension, options] of ways) {
  for (const [what, lib] of Object.entries(libraries)) {
    test(`${way}, ${what}: what is right compiles, what is wrong does not`, async () => {
      const folder = `types-${way}-${what}`.replace(/\W+/g, "-");
      await mkdir(join(project, folder), { recursive: true });
      // The slim entries are ES modules only.
      const sources = { surface, ...(extension === "cts" ? {} : { slim }) };
      for (const [name, source] of Object.entries(sources)) {
        const file = `${name}.${extension}`;
        await writeFile(join(project, folder, file), source);
        assert.equal(await typeCheck(project, folder, file, { ...options, lib }), "");
      }
    });
  }
}

test("the oldest TypeScript that README.md names reads them", async () => {
  const oldest = "tests/conformance/node_modules/typescript-oldest";
  const [, named] = /types for TypeScript (\d+\.\d+) and newer/.exec(await readFile("README.md", "utf8"));
  const { version } = JSON.parse(await readFile(join(oldest, "package.json"), "utf8"));
  assert.ok(version.startsWith(`${named}.`), version);
  await mkdir(join(project, "types-oldest"), { recursive: true });
  for (const [file, options] of [
    ["surface.mts", { module: "nodenext" }],
    ["surface.cts", { module: "nodenext" }],
    ["surface.ts", { module: "esnext", moduleResolution: "bundler" }],
  ]) {
    await writeFile(join(project, "types-oldest", file), surface);
    assert.equal(await typeCheck(project, "types-oldest", file, { ...options, lib: without }, oldest), "");
  }
});

test("a mistake is found: the test above can fail", async () => {
  await mkdir(join(project, "types-mistake"), { recursive: true });
  const source = surface.replace("// @ts-expect-error: the id is required", "");
  assert.notEqual(source, surface);
  await writeFile(join(project, "types-mistake/surface.mts"), source);
  const options = { module: "nodenext", lib: without };
  assert.match(await typeCheck(project, "types-mistake", "surface.mts", options), /TrafficMirrorSessionId/);
});

test("a module of wasm has a type", async () => {
  await mkdir(join(project, "types-wasm"), { recursive: true });
  const source = `import module from "${NAME}/core.wasm";
import { setModule } from "${NAME}/slim";
setModule(module);`;
  await writeFile(join(project, "types-wasm/wasm.ts"), source);
  const options = { module: "preserve", moduleResolution: "bundler", lib: without };
  assert.equal(await typeCheck(project, "types-wasm", "wasm.ts", options), "");
});

test("the console's types hold, in a project with the DOM and no others", async () => {
  await mkdir(join(project, "types-console"), { recursive: true });
  const source = `import "${NAME}/console";
import { TrafficMirrorClient } from "${NAME}";
import { TrafficMirrorConsole } from "${NAME}/console";
const element = document.querySelector("traffic-mirror-console");
if (element !== null) {
  element.client = new TrafficMirrorClient({
    regionId: "cn-hongkong",
    credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
  });
  element.pollMs = 1000;
  element.addEventListener("session-deleted", ({ detail }) => console.log(detail.id.length));
  element.addEventListener("teardown-finished", ({ detail }) => console.log(detail.report.deleted.length));
  element.addEventListener("click", (event) => console.log(event.clientX));
  // @ts-expect-error: no client
  element.client = {};
}
export const made: HTMLElement = new TrafficMirrorConsole();`;
  await writeFile(join(project, "types-console/console.mts"), source);
  const options = { module: "nodenext", lib: [...without, "dom"] };
  assert.equal(await typeCheck(project, "types-console", "console.mts", options), "");
});

// What would be published, as its users get it: the tarball of `npm pack`, installed in an empty project.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { build } from "esbuild";
import { installPacked, NAME, run } from "./support.mjs";

const { project, installed, packed } = await installPacked();

/** Runs a program that sees nothing but the installed package. */
async function program(file, source) {
  await writeFile(join(project, file), source);
  const { stdout } = await run(process.execPath, [file], { cwd: project });
  return stdout.trim();
}

const manifest = async () => JSON.parse(await readFile(join(installed, "package.json"), "utf8"));

/** Every string in a tree of objects. */
const leaves = (tree) => (typeof tree === "string" ? [tree] : Object.values(tree).flatMap(leaves));

test("the tarball holds the README, the licences, and nothing that was not meant", () => {
  const paths = packed.files.map(({ path }) => path);
  for (const path of ["README.md", "LICENSE-APACHE", "LICENSE-MIT", "package.json", "dist/index.js"]) {
    assert.ok(paths.includes(path), `${path} is missing`);
  }
  const odd = paths.filter((path) => !/^(dist\/[\w./-]+|README\.md|LICENSE-\w+|package\.json)$/.test(path));
  assert.deepEqual(odd, []);
  assert.deepEqual(
    paths.filter((path) => /(^|\/)\./.test(path)),
    [],
    "hidden files",
  );
});

test("every path of the manifest is in the tarball", async () => {
  const { exports, bin, main, module, types } = await manifest();
  const paths = new Set(packed.files.map(({ path }) => path));
  for (const path of leaves({ exports, bin, main, module, types })) {
    assert.ok(paths.has(path.replace(/^\.\//, "")), `${path} is missing`);
  }
});

test("the licences of all crates that are compiled into a module go with it", async () => {
  const notices = await readFile(join(installed, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
  // As Cargo itself lists what it builds; what runs in the compiler is not in a module.
  const options = ["--target=wasm32-unknown-unknown", "--edges=normal,no-proc-macro", "--prefix=none"];
  const crates = new Set(["spin"]); // of the module's reader, too
  for (const feature of ["client", "emulator"]) {
    const which = ["--manifest-path=module/Cargo.toml", "--no-default-features", `--features=${feature}`];
    const { stdout } = await run("cargo", ["tree", "--locked", "--format={p}", ...which, ...options]);
    for (const [, name, version] of stdout.matchAll(/^(\S+) v(\S+)(?: \(\*\))?$/gm))
      crates.add(`${name} ${version}`);
  }
  assert.ok(crates.size > 20, [...crates].join());
  assert.deepEqual(
    [...crates].filter((crate) => !notices.includes(crate)),
    [],
  );
  for (const owner of ["Shaun Beautement", "Mathijs van de Nes", "Andrew Gallant", "Artyom Pavlov"]) {
    assert.match(notices, new RegExp(`^Copyright .*${owner}`, "m"));
  }
  // The same terms stand once.
  assert.equal(
    notices.match(/free of charge, to any\s+person obtaining a\s+copy\s+of this software/g).length,
    1,
  );
});

test("it depends on nothing and runs nothing when installed", async () => {
  const { dependencies, peerDependencies, optionalDependencies, scripts } = await manifest();
  assert.deepEqual(
    { dependencies, peerDependencies, optionalDependencies, scripts },
    {
      dependencies: undefined,
      peerDependencies: undefined,
      optionalDependencies: undefined,
      scripts: undefined,
    },
  );
});

const JOB = `
const emulator = createEmulator({ clock: "manual" });
const client = new TrafficMirrorClient({
  regionId: "cn-hongkong",
  credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
  fetch: emulator.fetch,
  clock: emulator.clock,
});
const timer = setInterval(() => emulator.advance(1000), 1);
const filter = await client.createTrafficMirrorFilter({ TrafficMirrorFilterName: "packed" });
await client.waitUntilCreated(filter.TrafficMirrorFilterId);
const session = await client.createTrafficMirrorSession({
  TrafficMirrorTargetId: "eni-target",
  TrafficMirrorTargetType: "NetworkInterface",
  TrafficMirrorSourceIds: ["eni-source"],
  TrafficMirrorFilterId: filter.TrafficMirrorFilterId,
  Priority: 1,
});
await client.waitUntilCreated(session.TrafficMirrorSessionId);
await client.deleteTrafficMirrorSession(session);
await client.waitUntilDeleted(session.TrafficMirrorSessionId);
clearInterval(timer);
const { TrafficMirrorSessions } = await client.listTrafficMirrorSessions({});
client.close();
console.log(TrafficMirrorSessions.length, signUrl("DeleteTrafficMirrorSession", session, {
  regionId: "cn-hongkong",
  credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
}).split("?")[0]);
`;
const DONE = "0 https://vpc.cn-hongkong.aliyuncs.com/";

test("import: a session is created, deleted and gone", async () => {
  const source = `import { TrafficMirrorClient, signUrl } from "${NAME}";
import { createEmulator } from "${NAME}/emulator";
${JOB}`;
  assert.equal(await program("main.mjs", source), DONE);
});

test("require: a session is created, deleted and gone", async () => {
  const source = `const { TrafficMirrorClient, signUrl } = require("${NAME}");
const { createEmulator } = require("${NAME}/emulator");
(async () => {${JOB}})();`;
  assert.equal(await program("main.cjs", source), DONE);
});

test("an error of the one copy is an instance of the other's class", async () => {
  const source = `import { createRequire } from "node:module";
import { ParameterError, signUrl } from "${NAME}";
const copy = createRequire(import.meta.url)("${NAME}");
for (const sign of [signUrl, copy.signUrl]) {
  try {
    sign("DeleteTrafficMirrorSession", {}, { regionId: "cn-hongkong", credentials: { accessKeyId: "a", accessKeySecret: "b" } });
  } catch (error) {
    console.log(error instanceof ParameterError, error instanceof copy.ParameterError, error instanceof TypeError);
  }
}`;
  assert.equal(await program("copies.mjs", source), "true true false\ntrue true false");
});

test("an error that nobody catches is printed by its name", async () => {
  for (const [file, load] of [
    ["uncaught.mjs", `import * as all from "${NAME}";`],
    ["uncaught.cjs", `const all = require("${NAME}");`],
  ]) {
    const classes = `${load} console.log(Object.keys(all).filter((name) => /Error$/.test(name) && all[name].name !== name));`;
    assert.equal(await program(file, classes), "[]");
    const uncaught = program(
      file,
      `${load} all.signUrl("DeleteTrafficMirrorSession", {}, {
      regionId: "cn-hongkong", credentials: { accessKeyId: "a", accessKeySecret: "b" } });`,
    );
    await assert.rejects(uncaught, ({ stderr }) => /^ParameterError: /m.test(stderr));
  }
});

test("every entry of the client exports the same, and what needs the module brings it", async () => {
  const source = `import * as slim from "${NAME}/slim";
import * as full from "${NAME}";
import { createRequire } from "node:module";
const names = (all) => Object.keys(all).filter((name) => !/^(set|load)Module$/.test(name)).sort().join();
const copy = createRequire(import.meta.url)("${NAME}");
console.log(names(slim) === names(full) && names(copy) === names(full));
console.log(Object.keys(full).filter((name) =>
  typeof full[name] === "function" && full[name] === slim[name] && !name.endsWith("Error")).join());`;
  // The second line has what is the same function everywhere: it needs no module.
  assert.equal(await program("entries.mjs", source), "true\ndiagnoseSignature");
  const exportsOf = async (entry) => {
    const { metafile } = await build({
      entryPoints: [join(installed, `dist/${entry}.js`)],
      bundle: true,
      format: "esm",
      external: ["*.wasm"],
      write: false,
      metafile: true,
      outdir: project,
    });
    return Object.values(metafile.outputs)[0].exports.sort();
  };
  for (const entry of ["index", "emulator"]) {
    const workerd = entry === "index" ? "workerd" : "emulator-workerd";
    assert.deepEqual(await exportsOf(workerd), await exportsOf(entry));
  }
});

test("the command serves the emulator", async () => {
  const server = spawn(join(project, "node_modules/.bin", NAME), ["emulator", "--port", "0"], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const lines = createInterface({ input: server.stdout });
    const [address] = await once(lines, "line", { signal: AbortSignal.timeout(10_000) });
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await fetch(`${address}/?Action=ListTrafficMirrorSessions&Format=JSON`);
    assert.match((await answer.json()).Code, /\w/);
  } finally {
    server.kill();
  }
});

/** What a bundler makes of a user's page. */
async function bundle(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: project },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const [{ imports }] = Object.values(metafile.outputs);
  assert.deepEqual(imports, []);
  return outputFiles[0].text;
}

test("a browser bundle takes both entries and leaves out what is not used", async () => {
  await bundle(`export * from "${NAME}"; export * as emulator from "${NAME}/emulator";`);
  assert.equal(await bundle(`import "${NAME}"; import "${NAME}/emulator";`), "");
  const regions = await bundle(`import { regions } from "${NAME}"; console.log(regions);`);
  assert.ok(regions.length < 8_000, `the regions alone came with ${regions.length} bytes`);
  const unused = await bundle(`import { regions, signUrl } from "${NAME}"; console.log(regions);`);
  assert.equal(unused, regions);
});

test("importing the console is enough to have it in a bundle, once and with one client", async () => {
  const text = await bundle(`import "${NAME}/console";`);
  assert.match(text, /"traffic-mirror-console"/);
  const both = await bundle(
    `import "${NAME}/console"; import { TrafficMirrorClient } from "${NAME}"; console.log(TrafficMirrorClient);`,
  );
  assert.ok(both.length < text.length + 1_000, "the client came twice");
});

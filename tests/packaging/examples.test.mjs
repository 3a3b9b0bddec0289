// Every exported value has a doc comment with an example, and the examples run: against the packed package, with the
// emulator in the place of the network.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { transform } from "esbuild";
import { installPacked, NAME, run } from "./support.mjs";

const { project, installed } = await installPacked();
const types = join(installed, "dist/types");

/** What stands under a doc comment with examples: its name, and each example's code. */
function examplesOf(file) {
  const source = readFileSync(join(types, file), "utf8");
  const blocks = source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*([^\n]*)/g);
  return [...blocks].flatMap(([, comment, declaration]) => {
    const [, ...codes] = comment.replace(/^[ \t]*\* ?/gm, "").split(/^@example\n/m);
    const name =
      /(?:function|class|const|interface|type) (\w+)|^(?:async )?(\w+)\(/.exec(declaration)?.slice(1) ?? [];
    return codes.map((code) => ({ file, name: name.find(Boolean), code: code.replace(/^@\w[\s\S]*/m, "") }));
  });
}

const examples = readdirSync(types, { recursive: true })
  .filter((file) => file.endsWith(".d.ts"))
  .flatMap(examplesOf);

const ENTRIES = ["", "/slim", "/emulator", "/emulator/slim", "/node"];

test("every exported value has an example", async () => {
  const names = new Set(examples.map(({ name }) => name));
  for (const entry of ENTRIES) {
    const program = `import * as all from "${NAME}${entry}"; console.log(JSON.stringify(Object.keys(all)));`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program], { cwd: project });
    const without = JSON.parse(stdout).filter((name) => !names.has(name));
    assert.deepEqual(without, [], `exports of ${NAME}${entry} without an example`);
  }
});

/** The surroundings of an example: the service is the emulator, and what the examples name is there. */
const PRELUDE = `
import { readFileSync } from "node:fs";
import { createEmulator } from "${NAME}/emulator";
const service = createEmulator({ creatingMs: 1, modifyingMs: 1, deletingMs: 1 });
const filter = { TrafficMirrorFilterId: "tmf-j6cmls82xnc86vtpe0001" };
const session = { ...filter, TrafficMirrorSessionId: "tms-j6cla50buc44ap8tu0001", Priority: 9 };
service.load({ regions: { "cn-hongkong": { filters: [filter], sessions: [session] } } });
globalThis.fetch = async (input, init) => {
  const { pathname } = new URL(input.url ?? input);
  // An operation of another family, which the emulator does not play.
  if (/Action=DescribeVpcs/.test(init?.body)) return new Response('{ "RequestId": "R" }');
  return pathname.endsWith(".wasm")
    ? new Response(readFileSync(new URL(import.meta.resolve("${NAME}" + pathname))))
    : service.fetch(input, init);
};
`;
const CLIENT = `const client = new TrafficMirrorClient({
  regionId: "cn-hongkong", credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
});`;

/** The imports that an example leaves out, since its place tells them. */
function complete(code, values) {
  const own = /^import /m.test(code);
  const needsClient = /\bclient\./.test(code) && !/const client\b/.test(code);
  const text = needsClient ? `${CLIENT}\n${code}` : code;
  const used = Object.entries(values).filter(([name]) => new RegExp(`\\b${name}\\b`).test(text));
  const imports = used.map(([name, entry]) => `import { ${name} } from "${NAME}${entry}";`);
  return `import "./prelude.mjs";\n${own ? "" : imports.join("\n")}\n${text}`;
}

const values = Object.fromEntries(
  examples
    .filter(({ file }) => !/slim|node\//.test(file))
    .map(({ file, name }) => [name, file === "emulator.d.ts" ? "/emulator" : ""])
    .filter(([name]) =>
      /^(operations|regions|sign\w+|explain\w+|diagnose\w+|parse\w+|create[E]\w+|[A-Z]\w+)$/.test(name),
    ),
);
await writeFile(join(project, "prelude.mjs"), PRELUDE);

for (const [number, { file, name, code }] of examples.entries()) {
  test(`the example of ${name} in ${file} runs`, async () => {
    const program = `example-${number}.mjs`;
    // Node 20 does not know `await using` yet.
    const { code: known } = await transform(complete(code, values), { target: "es2022", format: "esm" });
    await writeFile(join(project, program), known);
    await run(process.execPath, [program], { cwd: project }).catch(({ stderr }) => {
      assert.fail(`${stderr}\n${code}`);
    });
  });
}

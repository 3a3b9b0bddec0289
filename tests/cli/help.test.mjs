import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { operations } from "alicloud-traffic-mirror";
import { golden, printedHelp } from "./golden.mjs";
import { command, environment, run, start } from "./support.mjs";

const env = environment("/nonexistent");
const ask = (...args) => run(args, { env });

test("the help of every command is as it was (node tests/cli/golden.mjs writes it anew)", async () => {
  assert.equal(await printedHelp(), await readFile(golden, "utf8"));
});

test("the help of every operation lists its parameters, each once, with type and values", async () => {
  const overview = (await ask("call", "--help")).stdout;
  for (const { name, description, params } of operations) {
    assert.ok(overview.includes(`${name} `) && overview.includes(description), name);
    const { code, stdout } = await ask("call", name, "--help");
    assert.equal(code, 0);
    const shown = stdout.split("\nparameters:\n")[1].replaceAll(/\s+/g, " ");
    for (const [path, spec] of flat(params)) {
      const value =
        spec.enum?.join("|") ?? (spec.type === "boolean" ? "true|false" : spec.type.toUpperCase());
      assert.equal(shown.split(` ${path}=${value} `).length, 2, `${name}: ${path}=${value}`);
      assert.ok(shown.includes(spec.description), `${name}: ${spec.description}`);
    }
  }
});

/** Names as they are sent for a first item, with what takes the value. */
function flat(params, prefix = "") {
  return params.flatMap((param) => {
    const item = param.type === "list" ? param.items[0] : param;
    const path = prefix + param.name + (param.type === "list" ? ".1" : "");
    return item.type === "object" ? flat(item.items, `${path}.`) : [[path, item]];
  });
}

test("help goes to standard output with 0, usage to standard error with 2", async () => {
  for (const args of [
    ["-h"],
    ["help"],
    ["help", "list"],
    ["wait", "-h"],
    ["sign", "ListTagResources", "--help"],
  ]) {
    const { code, stdout, stderr } = await ask(...args);
    assert.deepEqual([code, stderr], [0, ""], args.join(" "));
    assert.match(stdout, /^usage: alicloud-traffic-mirror/);
  }
  const { code, stdout, stderr } = await ask();
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^usage: /);
  assert.match((await ask("--version")).stdout, /^\d+\.\d+\.\d+\n$/);
  assert.match((await ask("lsit")).stderr, /unknown command 'lsit'.*Did you mean list\?/s);
});

/** What bash offers at the end of a line, after its own splitting at = and :. */
async function bash(line) {
  const script = `
    source <(alicloud-traffic-mirror completion bash)
    complete -p alicloud-traffic-mirror >/dev/null || exit 1
    COMP_LINE=$1 COMP_POINT=\${#1}
    _alicloud_traffic_mirror alicloud-traffic-mirror
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const shim = `alicloud-traffic-mirror() { "$NODE" "$CLI" "$@"; }`;
  const program = ["bash", "-c", `${shim}\n${script}`, "bash", line];
  const { code, stdout, stderr } = await start(
    [],
    { ...env, NODE: process.execPath, CLI: command },
    "",
    program,
  ).ended;
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout.split("\n").filter(Boolean);
}

test("bash completes commands, options, their values, operations, parameters and their values", async () => {
  const name = "alicloud-traffic-mirror";
  assert.deepEqual(await bash(`${name} te`), ["teardown"]);
  assert.ok((await bash(`${name} `)).includes("explain"));
  assert.ok(!(await bash(`${name} `)).some((word) => word.startsWith("_")));
  assert.deepEqual(await bash(`${name} teardown --re`), ["--resume", "--region"].sort().reverse());
  assert.deepEqual(await bash(`${name} list --signature `), ["v1", "v3"]);
  assert.deepEqual(await bash(`${name} list --region al`), ["all"]);
  assert.deepEqual(await bash(`${name} call --region al`), []);
  assert.deepEqual(await bash(`${name} wait `), ["created", "deleted"]);
  assert.deepEqual(await bash(`${name} wait --deadline 5m c`), ["created"]);
  assert.deepEqual(await bash(`${name} call DeleteTrafficMirrorS`), ["DeleteTrafficMirrorSession"]);
  assert.deepEqual(
    await bash(`${name} sign --signature v3 DeleteTrafficMirrorSession `),
    operations
      .find((one) => one.name === "DeleteTrafficMirrorSession")
      .params.map((param) => `${param.name}=`),
  );
  assert.deepEqual(await bash(`${name} call TagResources Tag.1.`), ["Tag.1.Key=", "Tag.1.Value="]);
  assert.deepEqual(await bash(`${name} call TagResources Tag.1.Key=a Tag.1.`), ["Tag.1.Value="]);
  // The part up to the = is not offered again.
  assert.deepEqual(await bash(`${name} call DeleteTrafficMirrorSession DryRun=`), ["true", "false"]);
  assert.deepEqual(await bash(`${name} completion z`), ["zsh"]);
});

test("zsh and fish get a script that asks the command", async () => {
  for (const shell of ["zsh", "fish"]) {
    const { code, stdout } = await ask("completion", shell);
    assert.equal(code, 0);
    assert.match(stdout, /\[1\]}? __complete -- /);
  }
  assert.equal((await ask("completion", "cmd")).code, 2);
});

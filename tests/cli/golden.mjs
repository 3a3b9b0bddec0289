// The help of every command, as it is printed. `node tests/cli/golden.mjs` writes it anew into help.txt.
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { environment, run } from "./support.mjs";

export const golden = fileURLToPath(new URL("help.txt", import.meta.url));

const COMMANDS = ["list", "delete", "teardown", "wait", "call", "sign", "explain", "emulator", "completion"];

/** What each `--help` prints, one after the other. */
export async function printedHelp() {
  const calls = [["--help"], ...COMMANDS.map((name) => [name, "--help"]), ["call", "TagResources", "--help"]];
  const texts = [];
  for (const args of calls) {
    const { code, stdout, stderr } = await run(args, { env: environment("/nonexistent") });
    if (code !== 0 || stderr !== "") throw new Error(`${args.join(" ")} ended with ${code}: ${stderr}`);
    texts.push(`$ alicloud-traffic-mirror ${args.join(" ")}\n${stdout}`);
  }
  return texts.join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(golden, await printedHelp());
}

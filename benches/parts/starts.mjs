// From the start of a process to its first signed request: whole processes in turn, over one of Node that does nothing.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { alternate, difference, ROUNDS, ratio, summary } from "../rounds.mjs";

const program = (name) => fileURLToPath(new URL(`../programs/${name}.mjs`, import.meta.url));
const node = (name) => execFileSync(process.execPath, [program(name)], { encoding: "utf8" });

const PROGRAMS = {
  "node alone": "bare",
  ours: "ours",
  "node:crypto by hand": "by-hand",
  "@alicloud/pop-core": "pop-core",
  "@alicloud/openapi-client": "openapi-client",
  "@alicloud/vpc20160428": "sdk",
};

export async function run({ quick }) {
  const programs = Object.entries(PROGRAMS).filter(
    ([name]) => !quick || ["node alone", "ours"].includes(name),
  );
  for (const [, name] of programs) node(name);
  const times = await alternate(quick ? 5 : ROUNDS, programs, ([, name]) => {
    const start = performance.now();
    node(name);
    return performance.now() - start;
  });
  return {
    starts: programs.map(([name]) => ({
      name,
      ms: summary(times[name]),
      overNode: difference(times, name, "node alone"),
    })),
    ratios: {
      startMs: difference(times, "ours", "node alone"),
      startOverNode: ratio(times, "ours", "node alone"),
    },
    touched: JSON.parse(node("untouched")),
  };
}

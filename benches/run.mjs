// Measures the package against its peers. Writes results/table.md and table.json; `--readme` puts the table into
// README.md, `--quick` measures shortly, writes nothing, and fails where a ratio is beyond its generous bound.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { guard, judge } from "./goals.mjs";
import { table } from "./table.mjs";

const flags = new Set(process.argv.slice(2));
const quick = flags.has("--quick");
const results = new URL("results/", import.meta.url);

const PARTS = ["signing", "starts", "page", "reading", "loopback", "native"];
/** Beside the quick ones, these need a browser or a build of their own. */
const SLOW = ["page", "native"];

if (flags.has("--readme")) {
  toReadme(readFileSync(new URL("table.md", results), "utf8"));
} else {
  await measure();
}

async function measure() {
  const parts = {};
  for (const name of PARTS.filter((name) => !quick || !SLOW.includes(name))) {
    const start = performance.now();
    const { run } = await import(`./parts/${name}.mjs`);
    parts[name] = await run({ quick });
    console.error(`measured: ${name}, ${((performance.now() - start) / 1_000).toFixed(0)} s`);
  }
  const ratios = Object.assign({}, ...Object.values(parts).map((part) => part.ratios));
  if (quick) {
    report(guard(ratios), parts.starts.touched);
    return;
  }
  const goals = judge(ratios);
  const made = { date: new Date().toISOString().slice(0, 10), machine: machine(), goals, parts };
  const text = `${table(made)}\n`;
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL("table.md", results), text);
  writeFileSync(new URL("table.json", results), `${JSON.stringify(made, null, 2)}\n`);
  console.log(text);
}

function report(found, touched) {
  for (const { what, median, bound, within } of found) {
    console.log(`${within ? "ok  " : "SLOW"} ${what}: ${median.toFixed(2)} ×, bound ${bound}`);
  }
  if (touched.length > 0) console.log(`SLOW touched before the first send: ${touched.join(", ")}`);
  process.exitCode = touched.length > 0 || found.some(({ within }) => !within) ? 1 : 0;
}

function machine() {
  const [{ model }] = cpus();
  const load = loadavg()[0].toFixed(1);
  return `Node ${process.version}, ${cpus().length} × ${model.trim()}, ${process.platform}, load at the end ${load}`;
}

function toReadme(text) {
  const path = new URL("../README.md", import.meta.url);
  const readme = readFileSync(path, "utf8");
  const [begin, end] = ["<!-- speed:begin -->", "<!-- speed:end -->"];
  const [from, to] = [readme.indexOf(begin) + begin.length, readme.indexOf(end)];
  if (to < from) throw new Error(`README.md lacks ${begin} or ${end}`);
  writeFileSync(path, `${readme.slice(0, from)}\n${text.trim()}\n${readme.slice(to)}`);
}

// The same signing in a native program: runs criterion, and reads what it noted.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../native/", import.meta.url);

export function run() {
  execFileSync("cargo", ["bench", "--quiet"], {
    cwd: fileURLToPath(folder),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const noted = new URL("target/criterion/", folder);
  const native = readdirSync(noted)
    .filter((name) => name !== "report")
    .map((name) => {
      const read = (file) =>
        JSON.parse(readFileSync(new URL(`${encodeURIComponent(name)}/new/${file}`, noted), "utf8"));
      const { median } = read("estimates.json");
      const us = {
        median: median.point_estimate / 1_000,
        low: median.confidence_interval.lower_bound / 1_000,
        high: median.confidence_interval.upper_bound / 1_000,
      };
      return { name: read("benchmark.json").title, us };
    });
  return { native, ratios: {} };
}

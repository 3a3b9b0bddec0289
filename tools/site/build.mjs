// Builds target/site: guides and the TypeScript reference by TypeDoc, the Rust reference by rustdoc, one search over
// the former. A warning of either, a dead link, a dead anchor or a request to another host fails the build.
import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { Application } from "typedoc";
import { checkSite } from "./check.mjs";
import { linkRust, showRust } from "./rust.mjs";
import { nameDocuments, orderDocuments } from "./titles.mjs";

const site = "target/site";
const staging = "target/site-entries";

/** One declaration file for each import path of the package, named like it. */
async function entryPoints() {
  const { exports } = JSON.parse(await readFile("pkg/package.json", "utf8"));
  await rm(staging, { recursive: true, force: true });
  const files = [];
  for (const [path, target] of Object.entries(exports)) {
    const types = (target.import ?? target).types;
    if (types === undefined) continue;
    const name = path.replace(/^\./, "alicloud-traffic-mirror");
    const file = `${staging}/${name.replaceAll("/", "-")}.d.ts`;
    const source = `../../pkg/${types.replace(/^\.\//, "").replace(/\.d\.ts$/, ".js")}`;
    await mkdir(staging, { recursive: true });
    await writeFile(file, `/** @module ${name} */\nexport * from "${source}";\n`);
    files.push(file);
  }
  return files;
}

async function typescript() {
  const app = await Application.bootstrap({
    options: "tools/site/typedoc.json",
    entryPoints: await entryPoints(),
    out: site,
  });
  nameDocuments(app);
  showRust(app);
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc could not read the declarations");
  orderDocuments(project);
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("TypeDoc has warned");
}

async function rust() {
  await rm("target/doc", { recursive: true, force: true });
  execFileSync(
    "cargo",
    ["doc", "--quiet", "--package", "alicloud-traffic-mirror", "--no-deps", "--all-features"],
    {
      env: { ...process.env, RUSTDOCFLAGS: "--deny warnings" },
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  await cp("target/doc", `${site}/rust`, { recursive: true });
}

try {
  await rm(site, { recursive: true, force: true });
  await typescript();
  await rust();
  await linkRust(site);
  await checkSite(site);
  console.log(`The site is in ${site}/index.html`);
} catch (error) {
  console.error(`docs: ${error.message}`);
  process.exitCode = 1;
}

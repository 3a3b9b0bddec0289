#!/usr/bin/env bash
# Writes the bills of materials to sbom/, in CycloneDX: of the crates in the wasm modules, and of the npm packages that the
# package is built with.
set -euo pipefail
cd "$(dirname "$0")/.."

rm -rf sbom
mkdir sbom
cargo cyclonedx --quiet --format json --spec-version 1.5 --all-features --target wasm32-unknown-unknown \
  --no-build-deps --override-filename crates.cdx
# One is written beside each Cargo.toml of the workspace. The modules are built from this crate, which alone has the
# allocator.
mv module/crates.cdx.json sbom/
find . -name crates.cdx.json -not -path './sbom/*' -not -path '*/node_modules/*' -delete

# npm wants a version of the workspace, which has none: a copy of its lists gets that of the package.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/pkg"
cp pkg/package.json "$copy/pkg/"
node -e 'const { readFileSync, writeFileSync } = require("node:fs");
  const { version } = JSON.parse(readFileSync("pkg/package.json", "utf8"));
  for (const name of ["package.json", "package-lock.json"]) {
    const list = JSON.parse(readFileSync(name, "utf8"));
    list.version = version;
    if (list.packages) list.packages[""].version = version;
    writeFileSync(`${process.argv[1]}/${name}`, JSON.stringify(list));
  }' "$copy"
(cd "$copy" && npm sbom --sbom-format cyclonedx --package-lock-only) >sbom/npm.cdx.json
node --input-type=module -e 'import { readFileSync } from "node:fs";
  import { cratesOf } from "./tools/licences.mjs";
  const { components } = JSON.parse(readFileSync("sbom/crates.cdx.json", "utf8"));
  const listed = components.map(({ name, version }) => `${name} ${version}`);
  const missing = (await cratesOf()).map(({ name }) => name).filter((crate) => !listed.includes(crate));
  if (missing.length > 0) throw new Error(`the bill of materials lacks ${missing.join(", ")}`);'
for file in sbom/*.json; do
  node -e 'const { bomFormat, components } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    if (bomFormat !== "CycloneDX" || components.length === 0) throw new Error("no bill of materials");
    console.log(`  ${process.argv[1]}: ${components.length} components`);' "$file"
done

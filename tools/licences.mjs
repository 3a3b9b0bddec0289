// The licence texts that go with the package: of the npm packages that a bundle holds parts of, and of the crates that are
// compiled into a wasm module.
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** Terms that may be in the package, most wanted first, and words of each that no mere mention of it holds. */
const TERMS = {
  MIT: /free of charge, to any\s+person\s+obtaining\s+a\s+copy\s+of\s+this\s+software/i,
  ISC: /permission to use, copy, modify, and\/or distribute/i,
  "BSD-2-Clause": /redistribution and use in source and binary forms/i,
  "BSD-3-Clause": /redistribution and use in source and binary forms/i,
  "Apache-2.0": /Apache License\s+Version 2\.0, January 2004/i,
  "Unicode-3.0": /Unicode License v3/i,
};

/** Packages that hold no text of their own, and one of the same repository and author that does. */
const SAME_LICENCE = { "proxy-agent-negotiate": "https-proxy-agent", "agent-base": "https-proxy-agent" };

/** It comes with the compiler and is in no list of Cargo's; its terms are those that this repository has, too. */
const STANDARD_LIBRARY = {
  name: "Rust's core and alloc",
  licence: "MIT",
  text: async () =>
    (await readFile("LICENSE-MIT", "utf8")).replace(
      /^Copyright.*$/m,
      "Copyright (c) The Rust Project Developers (see https://thanks.rust-lang.org)",
    ),
};

/** All of it as one text. `inputs` are the files that went into bundles. Throws where a licence, or its text, is missing. */
export async function licenceTexts(inputs) {
  const wanted = [...(await packagesOf(inputs)), ...(await cratesOf()), STANDARD_LIBRARY];
  const parts = await Promise.all(
    wanted.map(async ({ name, licence, text }) => ({ name, licence, ...partsOf((await text()).trim()) })),
  );
  const groups = groupsBy(parts, ({ words }) => words).map((group) => {
    const whose = groupsBy(group, ({ licence, copyright }) => [licence, ...copyright].join("\n")).map(
      (same) =>
        [
          `${[...new Set(same.map(({ name }) => name))].join(", ")} (${same[0].licence})`,
          ...same[0].copyright,
        ].join("\n"),
    );
    return `${whose.join("\n\n")}\n\n${group[0].terms}\n`;
  });
  const head = `The files in this folder hold parts of these npm packages and, in the wasm modules, Rust crates. Terms that are
the same word for word stand once.
`;
  return [head, ...groups].join(`\n${"-".repeat(72)}\n\n`);
}

/** The crates of others that are compiled into the modules: `{ name, licence, text }`, by a licence each. */
export async function cratesOf() {
  const options = [
    "--locked",
    "--all-features",
    "--filter-platform=wasm32-unknown-unknown",
    "--format-version=1",
  ];
  const { stdout } = await promisify(execFile)("cargo", ["metadata", "--quiet", ...options], {
    maxBuffer: 2 ** 28,
  });
  const { packages, resolve } = JSON.parse(stdout);
  const crates = new Map(packages.map((crate) => [crate.id, crate]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const found = new Set();
  const visit = (id) => {
    // What runs in the compiler leaves nothing of itself behind.
    const runsInCompiler = crates.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));
    if (found.has(id) || runsInCompiler) return;
    found.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      if (dep_kinds.some(({ kind }) => kind === null)) visit(pkg);
    }
  };
  for (const root of ["alicloud-traffic-mirror-module", "packed-module"]) {
    visit(packages.find(({ name, source }) => name === root && source === null).id);
  }
  const others = [...found].map((id) => crates.get(id)).filter(({ source }) => source !== null);
  return others
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ name, version, license, manifest_path }) =>
      chosen(name, license ?? "").map((licence) => ({
        name: `${name} ${version}`,
        licence,
        text: () => textIn(dirname(manifest_path), name, licence),
      })),
    );
}

/** Of `(MIT OR Apache-2.0) AND Unicode-3.0` the one that is wanted most on each side of the AND. */
function chosen(name, expression) {
  return expression.split(" AND ").map((part) => {
    const offered = part.replace(/[()]/g, "").split(/ OR |\//);
    const licence = Object.keys(TERMS).find((known) => offered.includes(known));
    if (licence === undefined) throw new Error(`${name} cannot be shipped by its licence, "${expression}"`);
    return licence;
  });
}

async function packagesOf(inputs) {
  const folders = inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  return await Promise.all(
    [...new Set(folders)].sort().map(async (folder) => {
      const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
      const [licence] = chosen(name, license ?? "");
      const place = Object.hasOwn(SAME_LICENCE, name) ? join("node_modules", SAME_LICENCE[name]) : folder;
      return { name: `${name} ${version}`, licence, text: () => textIn(place, name, licence) };
    }),
  );
}

/** Of the files of a folder the one that holds these terms. */
async function textIn(folder, name, licence) {
  for (const file of (await readdir(folder)).filter((one) => /^(licen[cs]e|copying)/i.test(one)).sort()) {
    const text = await readFile(join(folder, file), "utf8");
    if (TERMS[licence].test(text)) return text;
  }
  throw new Error(`${name} has no text of its licence, ${licence}, and cannot be shipped without`);
}

/** Whose it is, and the terms; `words` are the same for the same terms, however lines break and words are quoted. */
function partsOf(text) {
  const lines = text.split("\n").map((line) => line.trim());
  const copyright = lines.filter((line) => /^copyright (\(c\)|©|\d)/i.test(line));
  const terms = lines
    .filter((line) => !copyright.includes(line))
    .join("\n")
    .replace(/^\(?(the )?(MIT|ISC|BSD 3-Clause) License( \(MIT\))?\)?\n+/i, "")
    .trim()
    .replace(/\n{3,}/g, "\n\n");
  return { copyright, terms, words: terms.replace(/\s+/g, " ").replace(/['“”]/g, '"') };
}

function groupsBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

// Leaves out of declarations what no entry leads to: what one file of the package exports for another one of it.
// It reads what tsc writes, where every statement begins at the left edge and nothing else but its end does.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const COMMENT = /^\/\*\*[\s\S]*?\*\/\n/;
const DECLARATION =
  /^(export )?(?:declare )?(?:abstract )?(?:class|interface|type|const|function|enum|namespace) (\w+)/;
const NAMES = /^(?:import|export) (?:type )?\{(.*)\} from "(.+)";/;
const ALL = /^export (?:type )?\* from "(.+)";/;

/** The declarations that the entries lead to: path → text. The paths are without `.d.ts`. */
export const reached = async (folder, entries) => {
  const files = new Map();
  for (const entry of entries) await read(join(folder, entry), files);
  const kept = new Set();
  for (const entry of entries) needAll(join(folder, entry), files, kept);
  return new Map(
    Array.from(files, ([path, file]) => [path, textOf(file, kept)]).filter(([, text]) => text !== ""),
  );
};

/** A file and all that it imports, as statements. */
const read = async (path, files) => {
  if (files.has(path)) return;
  const statements = split(await readFile(`${path}.d.ts`, "utf8")).map((text) => statement(text, path));
  files.set(path, statements);
  for (const { from, inline } of statements) {
    for (const target of [from, ...inline.map(({ from }) => from)]) {
      if (target?.startsWith(".")) await read(resolved(path, target), files);
    }
  }
};

const resolved = (path, target) => join(dirname(path), target.replace(/\.js$/, ""));

/** A comment belongs to what follows it, unless that is another comment. */
const split = (text) => {
  const statements = [];
  let comment = "";
  for (const part of text.split(/\n(?=[a-z/])/)) {
    if (/^\/\*\*[\s\S]*\*\/$/.test(part)) {
      comment = `${part}\n`;
    } else {
      statements.push((comment + part).trimEnd());
      comment = "";
    }
  }
  return statements;
};

const statement = (text, path) => {
  const code = text.replace(COMMENT, "");
  const [, exported, name] = DECLARATION.exec(code) ?? [];
  const [, list, named] = NAMES.exec(code) ?? [];
  const all = ALL.exec(code)?.[1];
  const names = (list ?? "").split(",").flatMap((part) => {
    const [, whole, own, other] = /^\s*((?:type )?(\w+)(?: as (\w+))?)\s*$/.exec(part) ?? [];
    return whole === undefined ? [] : [{ whole, theirs: own, ours: other ?? own }];
  });
  const bare = code.replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
  return {
    path,
    text,
    code,
    name,
    exported: exported !== undefined,
    names,
    from: named ?? all,
    all: all !== undefined,
    imports: code.startsWith("import "),
    words: new Set(bare.match(/\w+/g)),
    inline: Array.from(bare.matchAll(/import\("(.+?)"\)\.(\w+)/g), ([, from, theirs]) => ({ from, theirs })),
  };
};

/** All that a file exports, and what is nobody's, such as `declare global`. */
const needAll = (path, files, kept) => {
  for (const one of files.get(path)) {
    if (one.all) {
      keep(one, files, kept);
      needAll(resolved(path, one.from), files, kept);
    } else if (one.exported || !(one.imports || one.name)) {
      keep(one, files, kept);
      for (const { theirs } of one.names) need(resolved(path, one.from), theirs, files, kept);
    }
  }
};

const need = (path, name, files, kept) => {
  for (const one of files.get(path) ?? []) {
    if (one.name === name) keep(one, files, kept);
    if (one.all) need(resolved(path, one.from), name, files, kept);
    const passed = one.imports ? undefined : one.names.find(({ ours }) => ours === name);
    if (passed !== undefined) {
      keep(one, files, kept);
      need(resolved(path, one.from), passed.theirs, files, kept);
    }
  }
};

/** Keeps a statement, and with it all that it names. */
const keep = (one, files, kept) => {
  if (kept.has(one)) return;
  kept.add(one);
  for (const { from, theirs } of one.inline) need(resolved(one.path, from), theirs, files, kept);
  for (const other of files.get(one.path)) {
    if (other.name !== undefined && one.words.has(other.name)) keep(other, files, kept);
    if (!other.imports || one.from !== undefined) continue;
    for (const { theirs, ours } of other.names) {
      if (one.words.has(ours) && other.from.startsWith(".")) {
        need(resolved(one.path, other.from), theirs, files, kept);
      }
    }
  }
};

/** What is kept of a file, without its indentation. */
const textOf = (statements, kept) => {
  const mine = statements.filter((one) => kept.has(one));
  if (mine.length === 0) return "";
  const used = (name) => mine.some(({ words }) => words.has(name));
  const imports = statements
    .filter(({ imports }) => imports)
    .map(({ code, names }) => {
      const wanted = names.filter(({ ours }) => used(ours)).map(({ whole }) => whole);
      return wanted.length === 0 ? "" : code.replace(/\{.*\}/, () => `{ ${wanted.join(", ")} }`);
    });
  // Directives count only before all else.
  const [directives, others] = [true, false].map((wanted) =>
    mine.filter(({ code }) => code.startsWith("///") === wanted).map(({ text }) => text),
  );
  const lines = [...directives, ...imports.filter(Boolean), ...others].join("\n");
  return `${lines.replace(/^ +/gm, "")}\n`;
};

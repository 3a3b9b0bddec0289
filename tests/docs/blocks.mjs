// The fenced code blocks of the documentation's pages, and the programs that they make up.
import { readdirSync, readFileSync } from "node:fs";

export const root = new URL("../../", import.meta.url);

/** Every page that users read, by its path from the root. */
export const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(new URL("docs/", root), { recursive: true })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`)
    .sort(),
];

/**
 * Blocks of one page: `{ page, line, end, language, code, output }`, and `file` where the first line (of a shell script, the
 * one after `#!`) is a comment with a name. `output` are the lines of a `text` block right below.
 */
export function blocksOf(page) {
  const lines = readFileSync(new URL(page, root), "utf8").split("\n");
  const blocks = [];
  let open;
  for (const [at, line] of lines.entries()) {
    const [, indent, fence, language] = line.match(/^( *)(```+)(\S*)/) ?? [];
    if (open === undefined && fence !== undefined) {
      open = { page, line: at + 1, language, fence, indent: indent.length, code: "" };
    } else if (open !== undefined && line.trim() === open.fence) {
      const { fence: _, indent: __, ...block } = open;
      blocks.push({ ...block, end: at + 1, file: fileOf(block.code) });
      open = undefined;
    } else if (open !== undefined) {
      open.code += `${line.slice(open.indent)}\n`;
    }
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: a code block that does not end`);
  return blocks.map((block, at) => ({ ...block, output: outputBelow(block, blocks[at + 1]) }));
}

function outputBelow(block, next) {
  const below = next?.language === "text" && next.line <= block.end + 2;
  return below ? next.code.trimEnd().split("\n") : [];
}

function fileOf(code) {
  const [, name] =
    code.match(/^(?:#!.*\n)?(?:\/\/|#|<!--) ([\w.-]+\.(?:mjs|js|ts|jsx|vue|html|sh))(?: -->)?\n/) ?? [];
  return name;
}

const IMPORTS_PACKAGE = /^import (?!type\b)([^;"]* from )?"(?!node:|\.)/m;
const SCRIPTS = new Set(["js", "ts"]);

/**
 * Scripts of one page. One that imports a package begins a program, any other goes on with the one before it. What a
 * program is shown to print are its comments `// → …` and the `text` blocks right after its blocks.
 */
export function programsOf(page) {
  const programs = [];
  for (const block of blocksOf(page)) {
    if (SCRIPTS.has(block.language)) {
      if (IMPORTS_PACKAGE.test(block.code) || programs.length === 0) {
        programs.push({ page, line: block.line, typed: false, code: "", file: block.file, shown: [] });
      }
      const program = programs.at(-1);
      program.typed ||= block.language === "ts";
      program.code += block.code;
      program.shown.push(...[...block.code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text));
      program.shown.push(...block.output);
    }
  }
  return programs;
}

/** Whether lines are those that are shown, in which `…` stands for anything. */
export function fits(printed, shown) {
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = shown.map((line) => line.split("…").map(escaped).join(".*")).join("\n");
  return new RegExp(`^${pattern}$`).test(printed.trimEnd());
}

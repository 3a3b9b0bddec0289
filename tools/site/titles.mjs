// A page is named by its first heading, so that the Markdown needs nothing that only TypeDoc understands, and guides
// stand in the order in which the README links them.
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { Converter } from "typedoc";

const GUIDES = "docs/guides/";

export function nameDocuments(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const [, heading] = document.content[0].text.match(/^# (.+)(?:\n|$)/) ?? [];
    if (heading === undefined) throw new Error(`${document.name}: a page begins with its title`);
    document.name = heading.replaceAll("`", "").split(":")[0];
    document.frontmatter.group = pathOf(document).startsWith(GUIDES) ? "Guides" : "Pages";
  });
}

export function orderDocuments(project) {
  const readme = readFileSync("README.md", "utf8");
  for (const { children } of project.groups ?? []) {
    const places = new Map(children.map((child) => [child, placeIn(readme, pathOf(child))]));
    children.sort((one, other) => places.get(one) - places.get(other));
  }
}

/** Where a page is linked first; what is not linked comes last, in the order it had. */
function placeIn(readme, path) {
  const at = readme.indexOf(`(${path})`);
  return path === "" || at < 0 ? readme.length : at;
}

function pathOf(reflection) {
  const path = reflection.project.files.getReflectionPath(reflection);
  return path === undefined ? "" : relative(".", path);
}

// A page is named by its first heading, so that the Markdown needs nothing that only TypeDoc understands.
import { Converter } from "typedoc";

const GUIDES = "/docs/guides/";

export function nameDocuments(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const [, heading] = document.content[0].text.match(/^# (.+)(?:\n|$)/) ?? [];
    if (heading === undefined) throw new Error(`${document.name}: a page begins with its title`);
    document.name = heading.replaceAll("`", "");
    const path = document.project.files.getReflectionPath(document) ?? "";
    document.frontmatter.group = path.includes(GUIDES) ? "Guides" : "Pages";
  });
}

// The built site: links and anchors lead somewhere, and no page asks another host for anything.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LinkChecker, LinkState } from "linkinator";

/** Addresses elsewhere are read, not called: there may be no network. */
const ELSEWHERE = /^(?!https?:\/\/localhost[:/])[a-z][a-z+.-]*:/i;

export async function checkSite(site) {
  const problems = [];
  const names = readdirSync(site, { recursive: true });
  const every = names.filter((name) => name.endsWith(".html"));
  // Each by itself, since the navigation is drawn by a script. What rustdoc makes, it has checked.
  const pages = every.filter((name) => !name.startsWith("rust/"));
  const checker = new LinkChecker();
  const { links } = await checker.check({
    path: pages,
    serverRoot: site,
    checkFragments: true,
    linksToSkip: async (url) => ELSEWHERE.test(url),
    concurrency: 50,
  });
  for (const { url, parent, state } of links) {
    if (state === LinkState.BROKEN) problems.push(`${parent}: ${url} leads nowhere`);
    if (state === LinkState.SKIPPED && !isSound(url)) problems.push(`${parent}: ${url} is no sound address`);
  }
  for (const page of every) {
    const html = readFileSync(join(site, page), "utf8");
    const [request] =
      html.match(
        /<(?:script|img|iframe)[^>]*\ssrc="(?:https?:)?\/\/[^>]*|<link[^>]*href="(?:https?:)?\/\/[^>]*/,
      ) ?? [];
    if (request !== undefined) problems.push(`${page}: asks another host: ${request}`);
  }
  const checked = links.filter(({ state }) => state === LinkState.OK).length;
  if (checked < pages.length) problems.push(`only ${checked} links were followed`);
  if (problems.length > 0) throw new Error(`the site is not sound:\n  ${problems.join("\n  ")}`);
  console.log(
    `  ${every.length} pages, ${checked} links and anchors followed, ${links.length - checked} addresses elsewhere read`,
  );
}

function isSound(url) {
  return url.startsWith("data:") || (URL.canParse(url) && new URL(url).protocol === "https:");
}

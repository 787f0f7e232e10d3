// Two files for language models, as https://llmstxt.org describes: llms.txt lists the pages and their sections, and
// llms-full.txt contains all pages in Markdown.

import { DESCRIPTION, GROUPS, linkInSite, markdownOf, placeOf, titleOf } from "./pages.mjs";

/** Returns both files by name. `base` is the path that the site is served at. */
export function filesForModels(base) {
  const urlOf = (path) =>
    base +
    path
      .slice(1)
      .replace(/\.md(?=#|$)/, ".html")
      .replace(/^index\.html/, "");
  const item = ({ text, link, sections = [] }) =>
    `- [${text}](${urlOf(link)})${sections.length > 0 ? `: ${sections.join("; ")}` : ""}`;
  const lists = GROUPS.map(({ text, files, items = files.map(itemOf) }) =>
    [`## ${text}\n`, ...items.map(item)].join("\n"),
  );
  const all = `All pages in one file: [llms-full.txt](${base}llms-full.txt)`;
  const pages = GROUPS.flatMap(({ files = [] }) => files).map(
    (file) => `Page: ${urlOf(`/${placeOf(file)}`)}\n\n${withLinks(file, urlOf)}`,
  );
  return {
    "llms.txt": `${["# flex-checkout", `> ${DESCRIPTION}`, all, ...lists].join("\n\n")}\n`,
    "llms-full.txt": pages.join("\n---\n\n"),
  };
}

function itemOf(file) {
  const prose = linesOf(file).filter(({ isCode }) => !isCode);
  const sections = prose.map(({ line }) => /^## (.+)/.exec(line)?.[1]).filter(Boolean);
  return { text: titleOf(file), link: `/${placeOf(file)}`, sections };
}

/** Returns a page without the marks of its generated parts. Its links lead to pages of the site and to GitHub. */
function withLinks(file, urlOf) {
  const url = (link) => {
    const inSite = linkInSite(link.startsWith("#") ? `/${placeOf(file)}${link}` : link, file);
    return inSite.startsWith("/") ? urlOf(inSite) : inSite;
  };
  return linesOf(file)
    .filter(({ line, isCode }) => isCode || !/^<!-- .* -->$/.test(line))
    .map(({ line, isCode }) =>
      isCode ? line : line.replaceAll(/(?<=\]\(|\b(?:href|src|srcset)=")[^)"\s]+/g, url),
    )
    .join("\n");
}

function linesOf(file) {
  let isOpen = false;
  return markdownOf(file)
    .split("\n")
    .map((line) => {
      const isFence = /^ *```/.test(line);
      isOpen = isOpen !== isFence;
      return { line, isCode: isOpen || isFence };
    });
}

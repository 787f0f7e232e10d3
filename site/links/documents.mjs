// What a document links to, and which places of its own can be linked to.

import GithubSlugger from "github-slugger";
import { Parser } from "htmlparser2";
import MarkdownIt from "markdown-it";

const ATTRIBUTES = ["href", "src", "srcset", "poster"];
/** What opens a connection at best, and leads nowhere. */
const NO_LINKS = ["preconnect", "dns-prefetch"];

const markdown = new MarkdownIt({ html: true, linkify: true });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

/** Reads a page of HTML. */
export function readHtml(text) {
  const links = new Set();
  const anchors = new Set();
  const parser = new Parser({
    onopentag(tag, attributes) {
      const { id, name, rel } = attributes;
      if (id) anchors.add(id);
      if (tag === "a" && name) anchors.add(name);
      if (NO_LINKS.includes(rel)) return;
      for (const attribute of ATTRIBUTES) {
        for (const link of linksIn(attribute, attributes[attribute])) links.add(link);
      }
    },
  });
  parser.end(text);
  return { links, anchors };
}

/** Reads Markdown as GitHub shows it, whose headings are anchors. */
export function readMarkdown(text) {
  const tokens = markdown.parse(text, {});
  const slugger = new GithubSlugger();
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "heading_open") continue;
    const parts = tokens[index + 1].children.filter(({ type }) => type === "text" || type === "code_inline");
    token.attrSet("id", slugger.slug(parts.map(({ content }) => content).join("")));
  }
  return readHtml(markdown.renderer.render(tokens, markdown.options, {}));
}

function linksIn(attribute, value) {
  if (value === undefined) return [];
  if (attribute !== "srcset") return [value];
  return value.split(",").map((candidate) => candidate.trim().split(/\s/)[0]);
}

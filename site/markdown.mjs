// What the site makes otherwise of Markdown than GitHub does.

import { linkInSite, sourceOf } from "./repository.mjs";

const ATTRIBUTE = /\b(href|src|srcset)="([^"]*)"/g;

/** Links as they are written for GitHub lead to the site's own pages where it has them. */
export function linksInSite(md) {
  md.core.ruler.push("links_in_site", ({ tokens, env }) => {
    const from = sourceOf(env.relativePath);
    if (from) for (const token of tokens) relink(token, from);
  });
}

function relink(token, from) {
  for (const child of token.children ?? []) relink(child, from);
  const attribute = { link_open: "href", image: "src" }[token.type];
  if (attribute) token.attrSet(attribute, linkInSite(token.attrGet(attribute), from));
  if (token.type === "html_block" || token.type === "html_inline") {
    token.content = token.content.replace(
      ATTRIBUTE,
      (_, name, value) => `${name}="${linkInSite(value, from)}"`,
    );
  }
}

/** A table's heading that says nothing is no heading: screen readers would announce it. */
export function emptyCells(md) {
  md.core.ruler.push("empty_cells", ({ tokens }) => {
    for (const [index, { type }] of tokens.entries()) {
      const isEmpty = type === "th_open" && tokens[index + 1].content.trim() === "";
      if (isEmpty) tokens[index].tag = tokens[index + 2].tag = "td";
    }
  });
}

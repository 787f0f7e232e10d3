// The pages of the site, which are Markdown files of the repository, and the links between them.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const DESCRIPTION = "A client for Flex's checkout session reauth, for browsers and edge runtimes.";
export const REPOSITORY = "https://github.com/flex-checkout/flex-checkout";

/** The sidebar: each group's title and its pages, by their paths in the repository. Add a new page here. */
export const GROUPS = [
  {
    text: "Start",
    files: [
      "README.md",
      "docs/getting-started-web.md",
      "docs/getting-started-worker.md",
      "docs/getting-started-rust.md",
    ],
  },
  {
    text: "Use",
    files: [
      "docs/life-of-a-hold.md",
      "docs/testing.md",
      "docs/errors.md",
      "docs/idempotency.md",
      "docs/gateway.md",
      "docs/keeper.md",
      "docs/webhooks.md",
      "docs/types.md",
      "docs/observability.md",
      "docs/environments.md",
      "docs/migration.md",
      "worker/README.md",
      "examples/README.md",
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "TypeScript", link: "/reference/typescript/" },
      // rustdoc's pages are outside of VitePress, so the browser must load them.
      { text: "Rust", link: "/reference/rust/flex_checkout/index.html", target: "_self" },
    ],
  },
  {
    text: "Background",
    files: [
      "docs/design.md",
      "docs/performance.md",
      "docs/hardening.md",
      "docs/soak.md",
      "docs/keeper-scale.md",
      "docs/dependencies.md",
      "SECURITY.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "CODE_OF_CONDUCT.md",
    ],
  },
];

/** All pages of the site, by their paths in the repository. */
export const files = GROUPS.flatMap((group) => group.files ?? []);

/** Returns a page's file in the site: `gateway.md` for `docs/gateway.md`, `worker.md` for `worker/README.md`. */
export function placeOf(file) {
  if (file === "README.md") return "index.md";
  const page = file.endsWith("/README.md") ? `${posix.dirname(file)}.md` : file;
  return posix.basename(page).toLowerCase();
}

/** Returns a page's source. */
export const markdownOf = (file) => readFileSync(join(ROOT, file), "utf8");

/** Returns a page's first heading. */
export function titleOf(file) {
  const [, title] = /^# (.+)$/m.exec(markdownOf(file)) ?? [];
  if (!title) throw new Error(`${file} has no heading`);
  return title.replaceAll("`", "");
}

/** Returns the repository's file of a page of the site. */
export const sourceOf = (place) => files.find((file) => placeOf(file) === place);

/** Makes links between files of the repository lead to pages and pictures of the site, or to GitHub. */
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
      /\b(href|src|srcset)="([^"]*)"/g,
      (_, name, value) => `${name}="${linkInSite(value, from)}"`,
    );
  }
}

/** Returns where a page's link leads: a page or picture of the site by its path, or a URL. */
export function linkInSite(link, from) {
  const [, path, rest] = /^([^?#]*)(.*)$/.exec(link);
  if (path === "" || path.startsWith("/") || /^[a-z]+:/i.test(path)) return link;
  const file = posix.join(posix.dirname(from), path).replace(/\/$/, "");
  if (files.includes(file)) return `/${placeOf(file)}${rest}`;
  if (/\.(svg|png)$/.test(file)) return `/${file}`;
  const at = join(ROOT, file);
  const kind = existsSync(at) && statSync(at).isDirectory() ? "tree" : "blob";
  return `${REPOSITORY}/${kind}/main/${file}${rest}`;
}

/** Makes empty table headings plain cells, because screen readers announce headings. */
export function emptyCells(md) {
  md.core.ruler.push("empty_cells", ({ tokens }) => {
    for (const [index, { type }] of tokens.entries()) {
      const isEmpty = type === "th_open" && tokens[index + 1].content.trim() === "";
      if (isEmpty) tokens[index].tag = tokens[index + 2].tag = "td";
    }
  });
}

// The site's VitePress configuration.

import { readFileSync } from "node:fs";
import { slug } from "github-slugger";
import { defineConfig } from "vitepress";
import { emptyCells, linksInSite } from "../markdown.mjs";
import { placeOf, REPOSITORY, ROOT, sourceOf } from "../repository.mjs";
import { GROUPS } from "../sidebar.mjs";

/** TypeDoc's modules, each with all that it exports: the groups that it makes would be buttons in buttons. */
function typescript() {
  const file = new URL("../generated/reference/typescript/typedoc-sidebar.json", import.meta.url);
  const modules = JSON.parse(readFileSync(file, "utf8"));
  return modules.map(({ items, ...module }) => ({ ...module, items: items.flatMap(({ items }) => items) }));
}

/** A page's first heading. */
function titleOf(file) {
  const [, title] = /^# (.+)$/m.exec(readFileSync(`${ROOT}/${file}`, "utf8")) ?? [];
  if (!title) throw new Error(`${file} has no heading`);
  return title.replaceAll("`", "");
}

const sidebar = GROUPS.map(({ text, files, items }) => ({
  text,
  items:
    items ??
    files.map((file) => ({ text: titleOf(file), link: `/${placeOf(file).replace(/(index)?\.md$/, "")}` })),
}));

export default defineConfig({
  title: "flex-checkout",
  description: "A client for Flex's checkout session reauth, for browsers and edge runtimes.",
  lang: "en",
  srcDir: "generated",
  // The licences of rustdoc's fonts are no pages.
  srcExclude: ["public/**"],
  outDir: "dist",
  cacheDir: "generated/.cache",
  themeConfig: {
    search: {
      provider: "local",
      // Pages that explain come before lists of fields.
      options: {
        miniSearch: {
          searchOptions: { boostDocument: (id) => (id.includes("/reference/") ? 0.1 : 1) },
        },
      },
    },
    outline: [2, 3],
    externalLinkIcon: true,
    socialLinks: [{ icon: "github", link: REPOSITORY }],
    sidebar: {
      "/": sidebar,
      "/reference/typescript/": [
        { text: "← The docs", link: "/" },
        {
          text: "TypeScript",
          link: "/reference/typescript/",
          items: typescript(),
        },
      ],
    },
    editLink: {
      pattern: ({ frontmatter }) => `${frontmatter.edit}`,
      text: "Edit this page on GitHub",
    },
  },
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    // The same anchors as on GitHub.
    anchor: { slugify: slug },
    config: (md) => {
      // As on GitHub, what has no https:// is no link.
      md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
      md.use(linksInSite).use(emptyCells);
    },
  },
  transformHead: ({ siteData }) => [
    ["link", { rel: "icon", type: "image/svg+xml", href: `${siteData.base}www/src/icon.svg` }],
  ],
  transformPageData(page) {
    const source = sourceOf(page.relativePath);
    page.frontmatter.editLink = source !== undefined;
    if (source) page.frontmatter.edit = `${REPOSITORY}/edit/main/${source}`;
  },
});

// The site's VitePress configuration.

import { readFileSync } from "node:fs";
import { slug } from "github-slugger";
import { defineConfig } from "vitepress";
import {
  DESCRIPTION,
  emptyCells,
  GROUPS,
  linksInSite,
  placeOf,
  REPOSITORY,
  sourceOf,
  titleOf,
} from "./pages.mjs";

/** Returns TypeDoc's modules without its groups, which would be buttons within buttons. */
function typescript() {
  const file = new URL("./generated/reference/typescript/typedoc-sidebar.json", import.meta.url);
  const modules = JSON.parse(readFileSync(file, "utf8"));
  return modules.map(({ items, ...module }) => ({ ...module, items: items.flatMap(({ items }) => items) }));
}

const sidebar = GROUPS.map(({ text, files, items }) => ({
  text,
  items:
    items ??
    files.map((file) => ({ text: titleOf(file), link: `/${placeOf(file).replace(/(index)?\.md$/, "")}` })),
}));

export default defineConfig({
  title: "flex-checkout",
  description: DESCRIPTION,
  lang: "en",
  srcDir: ".vitepress/generated",
  // The licences of rustdoc's fonts.
  srcExclude: ["public/**"],
  outDir: ".vitepress/dist",
  cacheDir: ".vitepress/generated/.cache",
  themeConfig: {
    search: {
      provider: "local",
      // Guides come before the references.
      options: {
        miniSearch: {
          searchOptions: { boostDocument: (id) => (id.includes("/reference/") ? 0.1 : 1) },
        },
      },
    },
    nav: [{ text: "Try it", link: "/try" }],
    outline: [2, 3],
    externalLinkIcon: true,
    socialLinks: [{ icon: "github", link: REPOSITORY }],
    sidebar: {
      "/": sidebar,
      "/reference/typescript/": [
        { text: "← Documentation", link: "/" },
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
      // As on GitHub, only URLs with a scheme become links.
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

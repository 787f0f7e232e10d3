// The site's VitePress configuration.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { slug } from "github-slugger";
import { defineConfig } from "vitepress";
import { linksInSite } from "../links.mjs";
import { placeOf, REPOSITORY, ROOT, sourceOf } from "../repository.mjs";
import { GROUPS } from "../sidebar.mjs";

const typescript = fileURLToPath(
  new URL("../generated/reference/typescript/typedoc-sidebar.json", import.meta.url),
);

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
          items: existsSync(typescript) ? JSON.parse(readFileSync(typescript, "utf8")) : [],
        },
      ],
    },
    editLink: {
      pattern: ({ frontmatter }) => `${frontmatter.edit}`,
      text: "Edit this page on GitHub",
    },
  },
  markdown: {
    // The same anchors as on GitHub.
    anchor: { slugify: slug },
    config: (md) => {
      // As on GitHub, what has no https:// is no link.
      md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
      md.use(linksInSite);
    },
  },
  transformPageData(page) {
    const source = sourceOf(page.relativePath);
    page.frontmatter.editLink = source !== undefined;
    if (source) page.frontmatter.edit = `${REPOSITORY}/edit/main/${source}`;
  },
});

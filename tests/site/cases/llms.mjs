// llms.txt and llms-full.txt, the files for language models.

import { files, markdownOf, placeOf, titleOf } from "../../../docs/.vitepress/pages.mjs";
import { deepEqual, equal, ok } from "../../support/assert.js";

async function textAt(env, path) {
  const response = await fetch(env.address(path));
  equal(response.status, 200, path);
  return response.text();
}

/** Returns the links outside of blocks of code. */
const linksIn = (markdown) =>
  Array.from(
    markdown.replaceAll(/^ *```.*?^ *```/gms, "").matchAll(/(?:\]\(|\b(?:href|src|srcset)=")([^)"\s]+)/g),
    ([, link]) => link,
  );

/** Checks that every link leads to a file of the site and an element in it, or is absolute. */
async function leadSomewhere(env, markdown) {
  const links = new Set(linksIn(markdown).filter((link) => !/^https?:/.test(link)));
  const pages = new Map();
  for (const link of links) {
    const { href, hash } = new URL(link, env.address());
    const page = href.slice(0, href.length - hash.length);
    ok(page.startsWith(env.address()), `${link} is outside of the site`);
    if (!pages.has(page)) {
      const response = await fetch(page);
      equal(response.status, 200, link);
      pages.set(page, await response.text());
    }
    const id = decodeURIComponent(hash.slice(1));
    ok(id === "" || pages.get(page).includes(`id="${id}"`), `${link} names no element`);
  }
  return links;
}

export const llms = {
  lists_every_page_for_language_models: async (env) => {
    const list = await textAt(env, "llms.txt");
    ok(/^# flex-checkout\n\n> .+\n/.test(list), "the beginning");
    const links = await leadSomewhere(env, list);
    for (const file of files) {
      const url = new URL(
        env.address(
          placeOf(file)
            .replace(/^index\.md$/, "")
            .replace(/\.md$/, ".html"),
        ),
      );
      ok(links.has(url.pathname), `${url.pathname} is not listed`);
      ok(list.includes(`[${titleOf(file)}](${url.pathname})`), `${url.pathname} has another title`);
    }
  },

  contains_every_page_in_one_file: async (env) => {
    const full = await textAt(env, "llms-full.txt");
    await leadSomewhere(env, full);
    const linesOf = (markdown) => markdown.split("\n").filter((line) => /^(#+ |```)/.test(line));
    deepEqual(
      linesOf(full),
      files.flatMap((file) => linesOf(markdownOf(file))),
      "headings and blocks",
    );
    const codeOf = (markdown) => markdown.match(/^```.*?^```/gms) ?? [];
    deepEqual(
      codeOf(full),
      files.flatMap((file) => codeOf(markdownOf(file))),
      "code",
    );
  },
};

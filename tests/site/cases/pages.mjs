// Every page of the sidebar, and links to the references.

import { files, placeOf } from "../../../docs/.vitepress/pages.mjs";
import { equal, ok } from "../../support/assert.js";

const OWN = files.map((file) => placeOf(file).replace(/\.md$/, ".html"));
const REFERENCES = [
  "reference/typescript/index.html",
  "reference/typescript/flex-checkout/classes/FlexClient.html",
  "reference/rust/flex_checkout/index.html",
  "reference/rust/flex_checkout/struct.FlexClient.html",
];

/** A phone's width, in CSS pixels. */
const PHONE = 390;

/** Runs in a page: returns its content and links. */
async function read() {
  const pictures = [...document.images];
  // Pictures further down load lazily.
  for (const picture of pictures) picture.loading = "eager";
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
  const prose = document.body.cloneNode(true);
  for (const code of prose.querySelectorAll("code, script, style")) code.remove();
  return {
    title: document.title,
    missing: pictures.filter(({ naturalWidth }) => naturalWidth === 0).map(({ src }) => src),
    width: document.documentElement.scrollWidth,
    links: [...document.links].map(({ href }) => href),
    marks: /<!--|-->|<picture|<source/.exec(prose.textContent)?.[0],
  };
}

export const pages = {
  /** `at` fails on requests to other hosts, on missing files, and on exceptions. */
  load_without_errors_and_external_requests: async (env) => {
    for (const path of [...OWN, ...REFERENCES]) {
      const found = await env.at(path, (page) => page.evaluate(read), {
        viewport: { width: PHONE, height: 844 },
      });
      ok(found.title !== "", `${path} has no title`);
      equal(found.missing.join(), "", `pictures that ${path} does not show`);
      ok(found.width <= PHONE, `${path} is ${found.width} pixels wide on a phone`);
      equal(found.marks, undefined, `marks for programs that ${path} shows`);
      const left = files.filter((file) => found.links.some((link) => link.endsWith(`/blob/main/${file}`)));
      equal(left.join(), "", `pages of the site that ${path} leads to GitHub for`);
    }
  },

  appear_in_the_sidebar_in_order: (env) =>
    env.at("", async (page) => {
      const shown = await page.$$eval("#VPSidebarNav a", (links) =>
        links.map((link) => new URL(link.href).pathname),
      );
      const wanted = OWN.map((path) => new URL(env.address(path.replace("index.html", ""))).pathname);
      equal(shown.filter((path) => wanted.includes(path)).join(), wanted.join(), "the sidebar");
    }),

  try_the_product_in_the_page: (env) =>
    env.at("", async (page) => {
      await page.click('.VPNavBarMenu a[href$="/try.html"]');
      const demo = page.frameLocator("iframe.demo");
      await demo.locator("#reauth:enabled").click();
      await demo.locator('[data-result="placed"]').waitFor();
      ok(
        /1 hold by 1 key in 1 POST/.test(await demo.locator("#counts").textContent()),
        "the sandbox's counts",
      );
    }),

  link_to_the_references: (env) =>
    env.at("", async (page) => {
      await page.click('#VPSidebarNav a[href$="/reference/rust/flex_checkout/index.html"]');
      await page.waitForURL(/reference\/rust\/flex_checkout\/index\.html$/);
      ok((await page.textContent("h1")).includes("flex_checkout"), "the crate's page");
      await page.goto(env.address());
      await page.click('#VPSidebarNav a[href$="/reference/typescript/"]');
      await page.waitForSelector('h1:has-text("The TypeScript API")');
      await page.click('.vp-doc a:has-text("gateway")');
      await page.click('.vp-doc a:has-text("createGateway")');
      await page.waitForSelector('h1:has-text("createGateway")');
    }),
};

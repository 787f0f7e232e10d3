// Every page of the sidebar, and how one comes to the references.

import { files, placeOf } from "../../../site/repository.mjs";
import { equal, ok, rejects } from "../../support/assert.js";

const OWN = files.map((file) => placeOf(file).replace(/\.md$/, ".html"));
const REFERENCES = [
  "reference/typescript/index.html",
  "reference/typescript/flex-checkout/classes/FlexClient.html",
  "reference/rust/flex_checkout/index.html",
  "reference/rust/flex_checkout/struct.FlexClient.html",
];

/** A phone's width, in CSS pixels. */
const PHONE = 390;

/** In a page: what it shows and links to. */
async function read() {
  const pictures = [...document.images];
  // Those that stand further down are loaded when they are seen.
  for (const picture of pictures) picture.loading = "eager";
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
  const text = document.body.cloneNode(true);
  for (const code of text.querySelectorAll("code, script, style")) code.remove();
  return {
    title: document.title,
    missing: pictures.filter(({ naturalWidth }) => naturalWidth === 0).map(({ src }) => src),
    width: document.documentElement.scrollWidth,
    links: [...document.links].map(({ href }) => href),
    marks: /<!--|-->|<picture|<source/.exec(text.textContent)?.[0],
  };
}

export const pages = {
  /** What a page asks of another host or of a file that is not there, and what it throws, the world fails on. */
  load_nothing_from_elsewhere_and_are_whole: async (world) => {
    for (const path of [...OWN, ...REFERENCES]) {
      const found = await world.at(path, (page) => page.evaluate(read), {
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

  would_be_caught_asking_another_host: async (world) => {
    const other = "https://another-host.invalid/";
    const ask = (page) => page.evaluate((address) => fetch(address).catch(() => {}), other);
    const { message } = await rejects(() => world.at("", ask), "a page that asks another host");
    ok(message.includes(`asked for ${other}`), message);
  },

  are_in_the_sidebar_in_their_order: (world) =>
    world.at("", async (page) => {
      const shown = await page.$$eval("#VPSidebarNav a", (links) =>
        links.map((link) => new URL(link.href).pathname),
      );
      const wanted = OWN.map((path) => new URL(world.address(path.replace("index.html", ""))).pathname);
      equal(shown.filter((path) => wanted.includes(path)).join(), wanted.join(), "the sidebar");
    }),

  lead_to_the_references: (world) =>
    world.at("", async (page) => {
      await page.click('#VPSidebarNav a[href$="/reference/rust/flex_checkout/index.html"]');
      await page.waitForURL(/reference\/rust\/flex_checkout\/index\.html$/);
      ok((await page.textContent("h1")).includes("flex_checkout"), "the crate's page");
      await page.goto(world.address());
      await page.click('#VPSidebarNav a[href$="/reference/typescript/"]');
      await page.waitForSelector('h1:has-text("The TypeScript API")');
      await page.click('.vp-doc a:has-text("gateway")');
      await page.click('.vp-doc a:has-text("createGateway")');
      await page.waitForSelector('h1:has-text("createGateway")');
    }),
};

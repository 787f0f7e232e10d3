// The search, which runs in the page.

import { ok } from "../../support/assert.js";

/** Types words into the search, and follows the first result. */
async function find(page, words) {
  await page.click("#local-search button");
  await page.fill("#localsearch-input", words);
  await page.waitForSelector(".result mark");
  await page.press("#localsearch-input", "Enter");
  await page.waitForSelector("#localsearch-input", { state: "detached" });
}

export const search = {
  finds_a_words_page: (world) =>
    world.at("", async (page) => {
      await find(page, "HOLD_NOTICES_SECRET");
      await page.waitForURL(/keeper\.html(#|$)/);
      await page.waitForSelector('.vp-doc:has-text("HOLD_NOTICES_SECRET")');
    }),

  finds_a_function_of_the_reference: (world) =>
    world.at("", async (page) => {
      await find(page, "cloudflareRateLimit");
      await page.waitForURL(/cloudflareRateLimit\.html(#|$)/);
      await page.waitForSelector('h1:has-text("cloudflareRateLimit")');
    }),

  leads_to_pages_that_explain_before_lists_of_fields: (world) =>
    world.at("", async (page) => {
      await find(page, "idempotency key");
      await page.waitForURL(/\.html|#/);
      ok(!page.url().includes("/reference/"), `it led to ${page.url()}`);
    }),
};

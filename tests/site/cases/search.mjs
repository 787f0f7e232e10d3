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
  finds_the_page_of_a_word: (env) =>
    env.at("", async (page) => {
      await find(page, "HOLD_NOTICES_SECRET");
      await page.waitForURL(/keeper\.html(#|$)/);
      await page.waitForSelector('.vp-doc:has-text("HOLD_NOTICES_SECRET")');
    }),

  finds_a_type_in_the_reference: (env) =>
    env.at("", async (page) => {
      await find(page, "HoldKeeperNamespace");
      await page.waitForURL(/HoldKeeperNamespace\.html(#|$)/);
      await page.waitForSelector('h1:has-text("HoldKeeperNamespace")');
    }),

  ranks_explanations_above_lists_of_fields: (env) =>
    env.at("", async (page) => {
      await find(page, "idempotency key");
      await page.waitForURL(/\.html|#/);
      ok(!page.url().includes("/reference/"), `it led to ${page.url()}`);
    }),
};

// The pages of the examples in Chromium, as a shopper uses them.

import { withPage } from "../consumers/driver/browsers.mjs";
import { deepEqual, ok } from "../support/assert.js";
import { until } from "../support/until.mjs";

/** Three attempts with 1.5 s between them, on a loaded machine. */
const TIMEOUT = 20_000;

/** Opens a page, and fails if it reports an error. */
export const onPage = (url, use) =>
  withPage("Chromium", url, "document", async (tab) => {
    const all = () => tab.raw.innerText("body");
    /** Waits until the page shows this string. Returns the page's whole text. */
    const shows = async (string) => {
      const found = async () => (await all()).includes(string) && all();
      try {
        return await until(found, JSON.stringify(string), TIMEOUT);
      } catch (error) {
        throw new Error(`${error.message} on a page with ${JSON.stringify(await all())}`);
      }
    };
    const press = (name) => tab.raw.getByRole("button", { name, exact: true }).click();
    await use({ tab, shows, press });
    deepEqual([...tab.early, ...tab.logged], [], "complaints");
  });

/** Returns a session's amount as the page shows it. */
export async function priceOf(session) {
  const { checkout_session } = await session.entry();
  const cents = checkout_session.payment_intent.amount_capturable;
  ok(cents > 0 && cents < 100_000, `the sandbox holds ${cents} cents`);
  return `$${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

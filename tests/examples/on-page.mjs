// The pages of the examples in Chromium, as a shopper uses them.

import { withPage } from "../consumers/driver/browsers.mjs";
import { deepEqual, ok } from "../support/assert.js";
import { until } from "../support/until.mjs";

/** Three attempts, with a second and a half between them, on a machine that does more. */
const PATIENCE = 20_000;

/** Opens a page, and fails if it complained about anything. */
export const onPage = (url, use) =>
  withPage("Chromium", url, "document", async (tab) => {
    const all = () => tab.raw.innerText("body");
    /** Waits until the page says so, and gives all that it says. */
    const says = async (text) => {
      const said = async () => (await all()).includes(text) && all();
      try {
        return await until(said, JSON.stringify(text), PATIENCE);
      } catch (error) {
        throw new Error(`${error.message} on a page that says ${JSON.stringify(await all())}`);
      }
    };
    const press = (name) => tab.raw.getByRole("button", { name, exact: true }).click();
    await use({ tab, says, press });
    deepEqual([...tab.early, ...tab.logged], [], "complaints");
  });

/** What a session's money is on a page. */
export async function priceOf(session) {
  const { checkout_session } = await session.entry();
  const cents = checkout_session.payment_intent.amount_capturable;
  ok(cents > 0 && cents < 100_000, `the sandbox holds ${cents} cents`);
  return `$${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

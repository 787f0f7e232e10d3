// examples/vite-react: built, previewed, and used in Chromium, with its own server behind.

import { tool } from "../../consumers/driver/tools.mjs";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { until } from "../../support/until.mjs";
import { compiles, makeExample, NO_ANSWER, renewedOnce, storedIn } from "../example.mjs";
import { onPage, priceOf } from "../on-page.mjs";
import { preview } from "../preview.mjs";

export async function viteReact(world, play) {
  const { folder, asksForWhatIsTested } = makeExample("vite-react", world.tarball);
  await tool("vite", ["build"], { cwd: folder });
  const page = await preview(folder, world);
  const on = (session, use) => onPage(`${page.origin}/?session=${session.id}`, use);
  try {
    await play({
      asks_for_what_is_tested: asksForWhatIsTested,
      compiles_strictly: compiles(folder),

      async renews_a_hold_once_and_shows_dollars() {
        const session = await world.seed();
        await on(session, async ({ press, says }) => {
          await press("Renew the hold");
          const said = await says("Renewed");
          const price = await priceOf(session);
          ok(said.includes(`Held on your card\t${price}`), `no ${price} in ${said}`);
        });
        deepEqual(storedIn(folder, session), await renewedOnce(session), "what is stored");
      },

      async shows_both_carts_of_a_split_one() {
        const session = await world.seed("split_cart");
        await on(session, async ({ press, says }) => {
          await press("Renew the hold");
          const said = await says("Renewed");
          ok(/HSA or FSA\t\$\d.*the rest\t\$\d/s.test(said), said);
        });
      },

      async says_of_a_refusal_that_nothing_was_held() {
        const session = await world.seed("captured");
        await on(session, async ({ press, says }) => {
          await press("Renew the hold");
          const said = await says("Nothing was held");
          ok(said.includes("This order has been paid already."), said);
        });
        equal((await session.entry()).holds_placed, 0, "holds");
      },

      async asks_again_after_no_answer_and_holds_once() {
        const session = await world.seed("hold_expiring", { faults: NO_ANSWER });
        await on(session, async ({ press, says }) => {
          await press("Renew the hold");
          await says("We don't know yet");
          await press("Ask again");
          await says("Renewed");
        });
        deepEqual(storedIn(folder, session), await renewedOnce(session), "what is stored");
      },

      async can_be_cancelled_and_asked_again() {
        const session = await world.seed("hold_expiring", { faults: [{ name: "hang", method: "POST" }] });
        await on(session, async ({ press, says }) => {
          await press("Renew the hold");
          await until(async () => (await session.requests()).length > 0, "the request");
          await press("Cancel");
          await says("We don't know yet");
          await press("Ask again");
          await says("Renewed");
        });
        await renewedOnce(session);
      },

      async reads_the_session_when_the_answer_was_lost() {
        const session = await world.seed("hold_expiring", {
          faults: [{ name: "reset_in_body", method: "POST" }],
        });
        await on(session, async ({ press, says }) => {
          await press("Renew the hold");
          const said = await says("Renewed");
          ok(said.includes(await priceOf(session)), said);
        });
        await renewedOnce(session);
      },
    });
  } finally {
    page.stop();
  }
}

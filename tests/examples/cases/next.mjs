// examples/next: built by Turbopack, started, and used in Chromium.

import { server, tool } from "../../consumers/driver/tools.mjs";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { freePort } from "../../support/ports.mjs";
import { compiles, makeExample, NO_ANSWER, renewedOnce, settings, storedIn } from "../example.mjs";
import { onPage, priceOf } from "../on-page.mjs";

export async function next(world, play) {
  const { folder, asksForWhatIsTested } = makeExample("next", world.tarball);
  // Which type-checks it too, with types that Next makes.
  await tool("next", ["build"], { cwd: folder });
  const port = await freePort();
  const listen = ["start", "--hostname=127.0.0.1", `--port=${port}`];
  // Next takes itself to be at localhost wherever it listens, so this is another origin, as behind a proxy.
  const proxied = `http://127.0.0.1:${port}`;
  const env = { ...settings(world), SHOP_ORIGIN: proxied };
  const { stop } = await server("next", listen, { cwd: folder, env });
  const on = (session, use, origin = `http://localhost:${port}`) =>
    onPage(`${origin}/orders/${session.id}`, use);
  try {
    await play({
      asks_for_what_is_tested: asksForWhatIsTested,
      compiles_strictly: compiles(folder),

      async renews_a_hold_once_and_shows_dollars() {
        const session = await world.seed();
        await on(session, async ({ press, says }) => {
          await press("Renew the hold");
          const said = await says("is held on your card");
          ok(said.includes(await priceOf(session)), said);
        });
        deepEqual(storedIn(folder, session), await renewedOnce(session), "what is stored");
      },

      async lets_pages_in_of_the_origin_that_shoppers_see() {
        const session = await world.seed();
        const renew = async ({ press, says }) => {
          await press("Renew the hold");
          await says("is held on your card");
        };
        await on(session, renew, proxied);
        await renewedOnce(session);
      },

      async holds_once_when_the_page_is_loaded_again() {
        const session = await world.seed();
        await on(session, async ({ press, says, tab }) => {
          await press("Renew the hold");
          await says("is held on your card");
          await tab.reload();
          await press("Renew the hold");
          await says("is held on your card");
        });
        await renewedOnce(session);
      },

      async says_of_a_refusal_that_nothing_was_held() {
        const session = await world.seed("captured");
        await on(session, async ({ press, says }) => {
          await press("Renew the hold");
          await says("Nothing was held");
        });
        equal((await session.entry()).holds_placed, 0, "holds");
      },

      async asks_again_after_no_answer_and_holds_once() {
        const session = await world.seed("hold_expiring", { faults: NO_ANSWER });
        await on(session, async ({ press, says }) => {
          await press("Renew the hold");
          await says("We don't know yet");
          await press("Ask again");
          await says("is held on your card");
        });
        await renewedOnce(session);
      },
    });
  } finally {
    stop();
  }
}

// examples/vite-react: built, previewed, and used in Chromium, with its server.

import { tool } from "../../consumers/driver/tools.mjs";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { until } from "../../support/until.mjs";
import { compiles, makeExample, NO_ANSWER, renewedOnce, storedIn } from "../example.mjs";
import { onPage, priceOf } from "../on-page.mjs";
import { preview } from "../preview.mjs";

export async function viteReact(env, play) {
  const { folder, dependsOnTheTestedVersions } = makeExample("vite-react", env.tarball);
  await tool("vite", ["build"], { cwd: folder });
  const page = await preview(folder, env);
  const on = (session, use) => onPage(`${page.origin}/?session=${session.id}`, use);
  try {
    await play({
      depends_on_the_tested_versions: dependsOnTheTestedVersions,
      compiles_strictly: compiles(folder),

      async renews_a_hold_once_and_shows_dollars() {
        const session = await env.seed();
        await on(session, async ({ press, shows }) => {
          await press("Renew the hold");
          const content = await shows("Renewed");
          const price = await priceOf(session);
          ok(content.includes(`Held on your card\t${price}`), `no ${price} in ${content}`);
        });
        deepEqual(storedIn(folder, session), await renewedOnce(session), "stored payment intents");
      },

      async shows_both_carts_of_a_split_cart() {
        const session = await env.seed("split_cart");
        await on(session, async ({ press, shows }) => {
          await press("Renew the hold");
          const content = await shows("Renewed");
          ok(/HSA or FSA\t\$\d.*the rest\t\$\d/s.test(content), content);
        });
      },

      async shows_that_a_rejected_reauth_held_nothing() {
        const session = await env.seed("captured");
        await on(session, async ({ press, shows }) => {
          await press("Renew the hold");
          const content = await shows("Nothing was held");
          ok(content.includes("This order has been paid already."), content);
        });
        equal((await session.entry()).holds_placed, 0, "holds");
      },

      async places_one_hold_when_an_unknown_outcome_is_retried() {
        const session = await env.seed("hold_expiring", { faults: NO_ANSWER });
        await on(session, async ({ press, shows }) => {
          await press("Renew the hold");
          await shows("We don't know yet");
          await press("Ask again");
          await shows("Renewed");
        });
        deepEqual(storedIn(folder, session), await renewedOnce(session), "stored payment intents");
      },

      async can_be_cancelled_and_retried() {
        const session = await env.seed("hold_expiring", { faults: [{ name: "hang", method: "POST" }] });
        await on(session, async ({ press, shows }) => {
          await press("Renew the hold");
          await until(async () => (await session.requests()).length > 0, "the request");
          await press("Cancel");
          await shows("We don't know yet");
          await press("Ask again");
          await shows("Renewed");
        });
        await renewedOnce(session);
      },

      async reads_the_session_when_the_response_was_lost() {
        const session = await env.seed("hold_expiring", {
          faults: [{ name: "reset_in_body", method: "POST" }],
        });
        await on(session, async ({ press, shows }) => {
          await press("Renew the hold");
          const content = await shows("Renewed");
          ok(content.includes(await priceOf(session)), content);
        });
        await renewedOnce(session);
      },
    });
  } finally {
    page.stop();
  }
}

// examples/next: built by Turbopack, started, and used in Chromium.

import { server, tool } from "../../consumers/driver/tools.mjs";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { freePort } from "../../support/ports.mjs";
import { compiles, makeExample, NO_ANSWER, renewedOnce, settings, storedIn } from "../example.mjs";
import { onPage, priceOf } from "../on-page.mjs";

export async function next(env, play) {
  const { folder, dependsOnTheTestedVersions } = makeExample("next", env.tarball);
  // The build checks types too, with Next's generated ones.
  await tool("next", ["build"], { cwd: folder });
  const port = await freePort();
  const listen = ["start", "--hostname=127.0.0.1", `--port=${port}`];
  // Next assumes that it runs on localhost, so this is another origin, as behind a proxy.
  const proxied = `http://127.0.0.1:${port}`;
  const variables = { ...settings(env), SHOP_ORIGIN: proxied };
  const { stop } = await server("next", listen, { cwd: folder, env: variables });
  const on = (session, use, origin = `http://localhost:${port}`) =>
    onPage(`${origin}/orders/${session.id}`, use);
  try {
    await play({
      depends_on_the_tested_versions: dependsOnTheTestedVersions,
      compiles_strictly: compiles(folder),

      async renews_a_hold_once_and_shows_dollars() {
        const session = await env.seed();
        await on(session, async ({ press, shows }) => {
          await press("Renew the hold");
          const content = await shows("is held on your card");
          ok(content.includes(await priceOf(session)), content);
        });
        deepEqual(storedIn(folder, session), await renewedOnce(session), "stored payment intents");
      },

      async accepts_the_public_origin() {
        const session = await env.seed();
        const renew = async ({ press, shows }) => {
          await press("Renew the hold");
          await shows("is held on your card");
        };
        await on(session, renew, proxied);
        await renewedOnce(session);
      },

      async places_one_hold_when_the_page_is_reloaded() {
        const session = await env.seed();
        await on(session, async ({ press, shows, tab }) => {
          await press("Renew the hold");
          await shows("is held on your card");
          await tab.reload();
          await press("Renew the hold");
          await shows("is held on your card");
        });
        await renewedOnce(session);
      },

      async shows_that_a_rejected_reauth_held_nothing() {
        const session = await env.seed("captured");
        await on(session, async ({ press, shows }) => {
          await press("Renew the hold");
          await shows("Nothing was held");
        });
        equal((await session.entry()).holds_placed, 0, "holds");
      },

      async places_one_hold_when_an_unknown_outcome_is_retried() {
        const session = await env.seed("hold_expiring", { faults: NO_ANSWER });
        await on(session, async ({ press, shows }) => {
          await press("Renew the hold");
          await shows("We don't know yet");
          await press("Ask again");
          await shows("is held on your card");
        });
        await renewedOnce(session);
      },
    });
  } finally {
    stop();
  }
}

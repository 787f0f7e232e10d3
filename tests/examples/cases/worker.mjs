// examples/worker: bundled by wrangler, in workerd.

import { deepEqual, equal } from "../../support/assert.js";
import { compiles, makeExample, renewAsPage, renewedOnce, settings } from "../example.mjs";
import { bundle, inWorkerd, inWranglerDev } from "../in-workerd.mjs";
import { ownRoute } from "../own-route.mjs";

const SHOP_SECRET = "a-secret-that-stands-in-a-test-alone";

export async function worker(world, play) {
  const { folder, asksForWhatIsTested } = makeExample("worker", world.tarball);
  const modules = await bundle(folder);
  const secrets = { ...settings(world), SHOP_SECRET };
  await inWorkerd({ example: folder, modules, entry: "index.js", secrets }, async (served) => {
    await play({
      asks_for_what_is_tested: asksForWhatIsTested,
      compiles_strictly: compiles(folder),

      async renews_for_a_page_with_a_token_and_stores_the_payment_intents() {
        const session = await world.seed();
        const secret = secrets.FLEX_TOKEN_SECRET;
        const token = await world.mintSessionToken({ secret, sessionId: session.id });
        const intents = await renewAsPage(world, served, session, token);
        deepEqual(intents, await renewedOnce(session), "what the page got");
        const headers = { authorization: `Bearer ${SHOP_SECRET}` };
        const stored = await served.fetch(`/sessions/${session.id}/payment-intents`, { headers });
        deepEqual(await stored.json(), intents, "what is stored");
      },

      async renews_for_no_page_without_one() {
        const session = await world.seed();
        const headers = { origin: served.origin, "idempotency-key": "1" };
        const path = `/flex/v1/checkout/sessions/${session.id}/reauth`;
        equal((await served.fetch(path, { method: "POST", headers })).status, 403, "status");
        deepEqual(await session.requests(), [], "requests");
      },

      async runs_by_wrangler_dev() {
        const session = await world.seed();
        await inWranglerDev({ example: folder, flex: world.flex }, async ({ fetch }, secret) => {
          const headers = {
            authorization: `Bearer ${secret}`,
            "idempotency-key": `renewal-of-${session.id}`,
          };
          const renewed = await fetch(`/sessions/${session.id}/renew`, { method: "POST", headers });
          equal(renewed.status, 200, "status");
        });
        await renewedOnce(session);
      },

      ...ownRoute(world, served.fetch, SHOP_SECRET),
    });
  });
}

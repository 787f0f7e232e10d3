// examples/worker: bundled by wrangler, in workerd.

import { deepEqual, equal } from "../../support/assert.js";
import { compiles, makeExample, renewAsPage, renewedOnce, settings } from "../example.mjs";
import { bundle, inWorkerd, inWranglerDev } from "../in-workerd.mjs";
import { ownRoute } from "../own-route.mjs";

const SHOP_SECRET = "a-secret-that-stands-in-a-test-alone";

export async function worker(env, play) {
  const { folder, dependsOnTheTestedVersions } = makeExample("worker", env.tarball);
  const modules = await bundle(folder);
  const secrets = { ...settings(env), SHOP_SECRET };
  await inWorkerd({ example: folder, modules, entry: "index.js", secrets }, async (served) => {
    await play({
      depends_on_the_tested_versions: dependsOnTheTestedVersions,
      compiles_strictly: compiles(folder),

      async renews_for_a_page_with_a_token_and_stores_the_payment_intents() {
        const session = await env.seed();
        const secret = secrets.FLEX_TOKEN_SECRET;
        const token = await env.mintSessionToken({ secret, sessionId: session.id });
        const intents = await renewAsPage(env, served, session, token);
        deepEqual(intents, await renewedOnce(session), "the page's payment intents");
        const headers = { authorization: `Bearer ${SHOP_SECRET}` };
        const stored = await served.fetch(`/sessions/${session.id}/payment-intents`, { headers });
        deepEqual(await stored.json(), intents, "stored payment intents");
      },

      async rejects_a_page_without_a_token() {
        const session = await env.seed();
        const headers = { origin: served.origin, "idempotency-key": "1" };
        const path = `/flex/v1/checkout/sessions/${session.id}/reauth`;
        equal((await served.fetch(path, { method: "POST", headers })).status, 403, "status");
        deepEqual(await session.requests(), [], "requests");
      },

      async runs_in_wrangler_dev() {
        const session = await env.seed();
        await inWranglerDev({ example: folder, flex: env.flex }, async ({ fetch }, secret) => {
          const headers = {
            authorization: `Bearer ${secret}`,
            "idempotency-key": `renewal-of-${session.id}`,
          };
          const renewed = await fetch(`/sessions/${session.id}/renew`, { method: "POST", headers });
          equal(renewed.status, 200, "status");
        });
        await renewedOnce(session);
      },

      ...ownRoute(env, served.fetch, SHOP_SECRET),
    });
  });
}

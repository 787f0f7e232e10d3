// examples/hono: bundled by wrangler, in workerd.

import { deepEqual, equal } from "../../support/assert.js";
import { compiles, makeExample, renewAsPage, renewedOnce, settings } from "../example.mjs";
import { bundle, inWorkerd, inWranglerDev } from "../in-workerd.mjs";

const SHOP_SECRET = "a-secret-that-stands-in-a-test-alone";

export async function hono(env, play) {
  const { folder, dependsOnTheTestedVersions } = makeExample("hono", env.tarball);
  const modules = await bundle(folder);
  const secrets = { ...settings(env), SHOP_SECRET };
  await inWorkerd({ example: folder, modules, entry: "index.js", secrets }, async (served) => {
    const request = (path, init) =>
      served.fetch(path, { headers: { authorization: `Bearer ${SHOP_SECRET}` }, ...init });
    const token = async ({ id }) => {
      const init = { method: "POST", body: JSON.stringify({ hold: "order-1001" }) };
      return (await (await request(`/sessions/${id}/tokens`, init)).json()).token;
    };
    await play({
      depends_on_the_tested_versions: dependsOnTheTestedVersions,
      compiles_strictly: compiles(folder),

      async renews_for_a_page_with_its_token_and_stores_the_payment_intents() {
        const session = await env.seed();
        equal((await request(`/sessions/${session.id}/payment-intents`)).status, 404, "before");
        const intents = await renewAsPage(env, served, session, await token(session));
        deepEqual(intents, await renewedOnce(session), "the page's payment intents");
        const stored = await request(`/sessions/${session.id}/payment-intents`);
        deepEqual(await stored.json(), intents, "stored payment intents");
      },

      async places_one_hold_for_all_tokens_of_one_hold() {
        const session = await env.seed();
        for (let load = 0; load < 2; load++) await renewAsPage(env, served, session, await token(session));
        await renewedOnce(session);
      },

      async runs_in_wrangler_dev() {
        const session = await env.seed();
        await inWranglerDev({ example: folder, flex: env.flex }, async (local, secret) => {
          const headers = { authorization: `Bearer ${secret}` };
          const init = { method: "POST", headers, body: '{"hold":"order-1001"}' };
          const { token } = await (await local.fetch(`/sessions/${session.id}/tokens`, init)).json();
          await renewAsPage(env, local, session, token);
        });
        await renewedOnce(session);
      },

      async gives_unauthenticated_callers_no_token_and_no_payment_intent() {
        const headers = { authorization: "Bearer of nothing" };
        const tokens = { method: "POST", headers, body: '{"hold":"any"}' };
        equal((await served.fetch("/sessions/fcs_1/tokens", tokens)).status, 400, "no such scheme");
        const other = { authorization: "Bearer nothing" };
        equal((await served.fetch("/sessions/fcs_1/tokens", { ...tokens, headers: other })).status, 401);
        equal((await served.fetch("/sessions/fcs_1/payment-intents", { headers: other })).status, 401);
      },
    });
  });
}

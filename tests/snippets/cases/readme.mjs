// README.md's blocks.

import assert from "node:assert/strict";
import { inPage } from "../page.mjs";
import { inVitest } from "../vitest.mjs";
import { inWorker } from "../workers.mjs";

export const page = "README.md";

const renewHold = (env) => `
  import { renewHold } from ${JSON.stringify(env.file("web"))};
  globalThis.renewHold = async (values) => (await renewHold(...values)).holds.map((hold) => hold.payment_intent_id);
`;
const envOf = ({ key }) => ({ FLEX_API_KEY: key, FLEX_TOKEN_SECRET: "a secret that stands in a test alone" });

/** Creates a page's server with the README's gateway, and a function that mints tokens. */
async function site(env) {
  const { default: gateway, tokenFor } = await env.module("gateway");
  const bindings = envOf(env);
  return {
    server: { gateway: (request) => gateway.fetch(request, bindings, { waitUntil() {} }) },
    token: ({ id }) => tokenFor(id, bindings),
  };
}

export const cases = {
  async passes_the_test(env) {
    assert.match(await inVitest(env, "test"), /1 passed/);
  },
  async renews_a_hold_from_a_page_through_the_gateway(env) {
    const session = await env.session();
    const { server, token } = await site(env);
    const intents = await inPage(renewHold(env), server, "renewHold", session.id, await token(session));
    assert.equal(intents.length, 1);
    await env.holds(session, 1, intents);
  },
  async renews_a_hold_in_workerd(env) {
    const session = await env.session();
    const intent = await inWorker(env.file("worker"), env, session.id);
    assert.equal(intent.status, "requires_capture");
    await env.holds(session, 1, [intent.payment_intent_id]);
  },
  async captures_a_parcel_and_keeps_the_rest(env) {
    const session = await env.session();
    const { FlexClient } = await env.package();
    const { shipFirst } = await env.module("capture");
    const flex = new FlexClient({ apiKey: env.key });
    await shipFirst(flex, session.id, [{ product: "fprod_1", amount_to_capture: 4_500 }]);
    const { holds } = await flex.retrieve(session.id, { expand: ["payment_intent"] }).withResponse();
    assert.deepEqual(
      holds.map(({ status, amount_capturable }) => [status, amount_capturable]),
      [["requires_capture", 8_499]],
    );
  },
  async renews_a_hold_in_rust_as_webassembly(env) {
    const session = await env.session();
    const intents = await env.rust.renew_as_in_the_readme(env.key, session.id);
    assert.equal(intents.length, 1);
    await env.holds(session, 1, intents);
  },
};

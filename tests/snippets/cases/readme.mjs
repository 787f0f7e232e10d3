// README.md's blocks, word for word.

import assert from "node:assert/strict";
import { inKeeper } from "../keeper.mjs";
import { inPage } from "../page.mjs";
import { inWorker } from "../worker.mjs";

export const page = "README.md";

const renewHold = (world) => `
  import { renewHold } from ${JSON.stringify(world.file("web"))};
  globalThis.renewHold = async (values) => (await renewHold(...values)).holds.map((hold) => hold.payment_intent_id);
  globalThis.tryToRenew = (values) => renewHold(...values).catch(({ message }) => message);
`;
const preloading = (world) => `
  const { instantiate } = WebAssembly;
  let instances = 0;
  const made = new Promise((resolve) => {
    WebAssembly.instantiate = (...values) => {
      instances++;
      return instantiate.call(WebAssembly, ...values).finally(() => setTimeout(resolve, 50));
    };
  });
  globalThis.loaded = () => made.then(() => instances);
  import(${JSON.stringify(world.file("preload"))});
`;
const component = (world) => `
  import { flex } from ${JSON.stringify(world.file("component"))};
  globalThis.renew = async ([id, token]) =>
    [(await flex.reauth(id, { headers: { "flex-session-token": token } })).payment_intent];
`;

const envOf = ({ key }) => ({ FLEX_API_KEY: key, FLEX_TOKEN_SECRET: "a secret that stands in a test alone" });

/** A page's server with the gateway of the README, and what makes its tokens. */
async function site(world, headers) {
  const { default: gateway, tokenFor } = await world.module("gateway");
  const env = envOf(world);
  return {
    server: { gateway: (request) => gateway.fetch(request, env, { waitUntil() {} }), headers },
    token: ({ id }) => tokenFor(id, env),
  };
}

const policyOf = (world) => world.text("http", "policy").trim().split(": ");

export const cases = {
  async the_web_apps_block_renews_a_hold_through_the_gateways_in_chromium_under_the_policy(world) {
    const session = await world.session();
    const [policy, value] = policyOf(world);
    const { server, token } = await site(world, { [policy]: value });
    const intents = await inPage(renewHold(world), server, "renewHold", session.id, await token(session));
    assert.equal(intents.length, 1);
    await world.holds(session, 1, intents);
  },
  async the_policy_without_its_allowance_gives_the_error_that_names_it(world) {
    const session = await world.session();
    const [policy, value] = policyOf(world);
    const strict = value.replace(" 'wasm-unsafe-eval'", "");
    assert.notEqual(strict, value);
    const { server } = await site(world, { [policy]: strict });
    const message = await inPage(renewHold(world), server, "tryToRenew", session.id, "-");
    assert.match(message, /must allow 'wasm-unsafe-eval' in script-src/);
  },
  async the_preloading_block_loads_the_module_once_before_any_call(world) {
    const { server } = await site(world);
    assert.equal(await inPage(preloading(world), server, "loaded"), 1);
  },
  async the_components_block_touches_nothing_on_a_server_and_renews_a_hold_in_chromium(world) {
    const { flex } = await world.module("component");
    assert.equal(typeof flex.reauth, "function");
    const session = await world.session();
    const { server, token } = await site(world);
    const intents = await inPage(component(world), server, "renew", session.id, await token(session));
    await world.holds(session, 1, intents);
  },
  async the_workers_block_renews_a_hold_in_workerd(world) {
    const session = await world.session();
    const intent = await inWorker(world.file("worker"), world, session.id);
    assert.equal(intent.status, "requires_capture");
    await world.holds(session, 1, [intent.payment_intent_id]);
  },
  async the_keepers_block_renews_a_hold_that_is_about_to_expire(world) {
    const session = await world.session();
    const script = 'export { default, HoldKeeper } from "page";';
    const keeper = { world, script, page: world.file("keeper") };
    await inKeeper(keeper, async (dispatch) => {
      const { state, holds } = JSON.parse(await dispatch("/", { sessionId: session.id }));
      assert.equal(state, "keeping");
      await world.holds(
        session,
        1,
        holds.map((hold) => hold.payment_intent_id),
      );
    });
  },
  async the_rust_block_renews_a_hold_as_webassembly(world) {
    const session = await world.session();
    const intents = await world.rust.renew_as_in_the_readme(world.key, session.id);
    assert.equal(intents.length, 1);
    await world.holds(session, 1, intents);
  },
};

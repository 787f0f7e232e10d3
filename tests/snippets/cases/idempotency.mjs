// docs/idempotency.md: its code when responses are lost and processes die.

import assert from "node:assert/strict";
import { until } from "../../support/until.mjs";

export const page = "docs/idempotency.md";

const lost = (name) => [{ name, method: "POST" }];
const postsOf = async (session) => (await session.requests()).filter(({ method }) => method === "POST");

/** The page's rows, in memory for one test. */
function rows() {
  const keys = new Map();
  const done = new Map();
  return {
    keys,
    done: async (intent, paymentIntents) => void done.set(intent, paymentIntents),
    async keyOf(intent, fresh) {
      if (!keys.has(intent)) keys.set(intent, fresh);
      return keys.get(intent);
    },
    results: done,
  };
}

async function client(env) {
  const { FlexClient } = await env.package();
  return new FlexClient({ apiKey: env.key, maxRetries: 0 });
}

export const cases = {
  async places_one_hold_when_the_process_dies_before_the_response(env) {
    const flex = await client(env);
    const { renewOnce } = await env.module("store");
    const session = await env.session("hold_expiring", { faults: lost("reset_in_headers") });
    const intents = rows();
    await assert.rejects(renewOnce(flex, intents, session.id, "order-1001"), { outcome: "unknown" });
    const found = await renewOnce(flex, intents, session.id, "order-1001");
    await env.holds(session, 1, found);
    assert.deepEqual([...intents.results.values()], [found]);
    const posts = await postsOf(session);
    assert.deepEqual([posts.length, new Set(posts.map((post) => post.idempotency_key)).size], [2, 1]);
  },
  async places_one_hold_for_two_processes_and_another_a_week_later(env) {
    const flex = await client(env);
    const { intentOf } = await env.module("intent");
    const slow = [{ name: "delay", delay_ms: 1000, applied: true, method: "POST" }];
    const session = await env.session("hold_expiring", { faults: slow });
    const holdsOf = async (answer) =>
      (await answer.withResponse()).holds.map((hold) => hold.payment_intent_id);
    const first = await holdsOf(flex.retrieve(session.id));
    const renew = (stored) =>
      holdsOf(flex.reauth(session.id, { idempotencyKey: intentOf(session.id, stored) }));
    const one = renew(first);
    // The session shows the new hold before the first process has its response; after that no intent may be named.
    await until(async () => (await holdsOf(flex.retrieve(session.id)))[0] !== first[0], "the new hold");
    const [stored, other] = await Promise.all([one, renew(first)]);
    assert.deepEqual(other, stored);
    await env.holds(session, 1, stored);
    await env.holds(session, 2, await renew(stored));
  },
  async finds_a_placed_hold_by_reading_the_session(env) {
    const { session, found } = await reconciled(env, "reset_in_headers");
    await env.holds(session, 1, found);
    assert.equal((await postsOf(session)).length, 1);
  },
  async retries_with_the_same_idempotency_key(env) {
    const { session, found } = await reconciled(env, "reset");
    await env.holds(session, 1, found);
    const posts = await postsOf(session);
    assert.deepEqual([posts.length, new Set(posts.map((post) => post.idempotency_key)).size], [2, 1]);
  },
  async recovers_from_a_truncated_body(env) {
    const flex = await env.package().then(({ FlexClient }) => new FlexClient({ apiKey: env.key }));
    const session = await env.session("hold_expiring", { faults: lost("truncate") });
    const { recovered, holds } = await flex.reauth(session.id).withResponse();
    assert.equal(recovered, true);
    await env.holds(session, 1, [holds[0].payment_intent_id]);
  },
  async cancels_the_holds_that_a_renewal_replaced(env) {
    const flex = await client(env);
    const { cancelFormer } = await env.module("former");
    const session = await env.session();
    const { payment_intent: first } = await flex.retrieve(session.id);
    const { payment_intent: second } = await flex.reauth(session.id);
    const { payment_intent: third } = await flex.reauth(session.id);
    assert.deepEqual(await cancelFormer(flex, session.id), [second, first]);
    const statusOf = async (id) => (await flex.retrievePaymentIntent(id)).status;
    const statuses = await Promise.all([first, second, third].map(statusOf));
    assert.deepEqual(statuses, ["canceled", "canceled", "requires_capture"]);
    assert.equal((await session.entry()).cancels, 2);
    assert.deepEqual(await cancelFormer(flex, session.id), []);
  },
  async cancels_no_current_hold_of_a_split_cart(env) {
    const flex = await client(env);
    const { cancelFormer } = await env.module("former");
    const session = await env.session("split_cart");
    const { payment_intents: former } = await session.entry();
    await flex.reauth(session.id);
    assert.deepEqual((await cancelFormer(flex, session.id)).sort(), former.sort());
    const { holds } = await flex.retrieve(session.id).withResponse();
    assert.deepEqual(
      holds.map(({ status }) => status),
      ["requires_capture", "requires_capture"],
    );
  },
};

/** Returns a failed reauth's session, and the result of the page's `reconcile`. */
async function reconciled(env, fault) {
  const flex = await client(env);
  const { reconcile } = await env.module("reconcile");
  const session = await env.session("hold_expiring", { faults: lost(fault) });
  const before = (await flex.retrieve(session.id).withResponse()).holds.map((hold) => hold.payment_intent_id);
  const { outcome, idempotencyKey } = await flex.reauth(session.id).catch((error) => error);
  assert.equal(outcome, "unknown");
  return { session, found: await reconcile(flex, session.id, { idempotencyKey, before }) };
}

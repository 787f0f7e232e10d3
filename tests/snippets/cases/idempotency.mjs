// docs/idempotency.md: what its code does when answers are lost and processes end.

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

async function client(world) {
  const { FlexClient } = await world.package();
  return new FlexClient({ apiKey: world.key, maxRetries: 0 });
}

export const cases = {
  async places_one_hold_though_the_process_ends_before_the_answer(world) {
    const flex = await client(world);
    const { renewOnce } = await world.module("store");
    const session = await world.session("hold_expiring", { faults: lost("reset_in_headers") });
    const intents = rows();
    await assert.rejects(renewOnce(flex, intents, session.id, "order-1001"), { outcome: "unknown" });
    const found = await renewOnce(flex, intents, session.id, "order-1001");
    await world.holds(session, 1, found);
    assert.deepEqual([...intents.results.values()], [found]);
    const posts = await postsOf(session);
    assert.deepEqual([posts.length, new Set(posts.map((post) => post.idempotency_key)).size], [2, 1]);
  },
  async places_one_hold_for_two_processes_and_another_one_next_week(world) {
    const flex = await client(world);
    const { intentOf } = await world.module("intent");
    const slow = [{ name: "delay", delay_ms: 1000, applied: true, method: "POST" }];
    const session = await world.session("hold_expiring", { faults: slow });
    const holdsOf = async (answer) =>
      (await answer.withResponse()).holds.map((hold) => hold.payment_intent_id);
    const first = await holdsOf(flex.retrieve(session.id));
    const renew = (stored) =>
      holdsOf(flex.reauth(session.id, { idempotencyKey: intentOf(session.id, stored) }));
    const one = renew(first);
    // Before the first process has its answer the session shows the new hold, after which no intent must be named.
    await until(async () => (await holdsOf(flex.retrieve(session.id)))[0] !== first[0], "the new hold");
    const [stored, other] = await Promise.all([one, renew(first)]);
    assert.deepEqual(other, stored);
    await world.holds(session, 1, stored);
    await world.holds(session, 2, await renew(stored));
  },
  async finds_out_by_a_look_that_the_hold_was_placed(world) {
    const { session, found } = await reconciled(world, "reset_in_headers");
    await world.holds(session, 1, found);
    assert.equal((await postsOf(session)).length, 1);
  },
  async repeats_with_the_same_key_what_never_arrived(world) {
    const { session, found } = await reconciled(world, "reset");
    await world.holds(session, 1, found);
    const posts = await postsOf(session);
    assert.deepEqual([posts.length, new Set(posts.map((post) => post.idempotency_key)).size], [2, 1]);
  },
  async gives_a_recovered_answer_of_a_body_that_was_cut(world) {
    const flex = await world.package().then(({ FlexClient }) => new FlexClient({ apiKey: world.key }));
    const session = await world.session("hold_expiring", { faults: lost("truncate") });
    const { recovered, holds } = await flex.reauth(session.id).withResponse();
    assert.equal(recovered, true);
    await world.holds(session, 1, [holds[0].payment_intent_id]);
  },
  async finds_former_payment_intents_and_cancels_a_session(world) {
    const flex = await client(world);
    const { former } = await world.module("former");
    const { cancel } = await world.module("cancel");
    const session = await world.session();
    const { payment_intent: first } = await flex.retrieve(session.id);
    const { payment_intent: second } = await flex.reauth(session.id);
    const { payment_intent: third } = await flex.reauth(session.id);
    assert.deepEqual(await former(flex, session.id, [first, second, third]), [first, second]);
    await cancel(session.id, world.key);
    const { payment_intent } = await flex.retrieve(session.id, { expand: ["payment_intent"] });
    assert.deepEqual([payment_intent.payment_intent_id, payment_intent.status], [third, "canceled"]);
    await assert.rejects(cancel("fcs_none", world.key), /404/);
  },
};

/** A reauth that failed so, and what the page's `reconcile` makes of it. */
async function reconciled(world, fault) {
  const flex = await client(world);
  const { reconcile } = await world.module("reconcile");
  const session = await world.session("hold_expiring", { faults: lost(fault) });
  const before = (await flex.retrieve(session.id).withResponse()).holds.map((hold) => hold.payment_intent_id);
  const { outcome, idempotencyKey } = await flex.reauth(session.id).catch((error) => error);
  assert.equal(outcome, "unknown");
  return { session, found: await reconcile(flex, session.id, { idempotencyKey, before }) };
}

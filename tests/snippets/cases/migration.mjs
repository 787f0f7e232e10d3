// docs/migration.md: its code before has faults that its code after has not.

import assert from "node:assert/strict";

export const page = "docs/migration.md";

const bad = (name) => ({ faults: [{ name, method: "POST" }] });
const posts = async (session) => (await session.requests()).filter(({ method }) => method === "POST").length;

/** Runs the code before on a session of a kind. */
async function before(env, kind, wishes) {
  const { reauth } = await env.module("before");
  const session = await env.session(kind, wishes);
  const result = await reauth(session.id, env.key).catch((error) => error);
  return { session, result };
}

async function after(env, name, kind, wishes) {
  const { reauth } = await env.module(name);
  const session = await env.session(kind, wishes);
  return { session, result: await reauth(session.id, env.key) };
}

export const cases = {
  async the_code_before_works_with_an_expanded_payment_intent(env) {
    const patch = { payment_intent: { payment_intent_id: "fpi_in_full" } };
    const { session, result } = await before(env, "hold_expiring", { patch });
    assert.equal(result, "fpi_in_full");
    assert.equal(await posts(session), 1);
  },
  async the_code_before_places_two_holds_when_a_response_is_lost(env) {
    const { session } = await before(env, "hold_expiring", bad("reset_in_headers"));
    await env.holds(session, 2);
  },
  async the_code_before_places_two_holds_when_a_body_is_truncated(env) {
    const { session } = await before(env, "hold_expiring", bad("reset_in_body"));
    await env.holds(session, 2);
  },
  async the_code_before_retries_a_rejection(env) {
    const faults = [{ name: "status", status: 422, body: '{"message":"of Ada"}', times: 3 }];
    const { session, result } = await before(env, "hold_expiring", { faults });
    assert.equal(await posts(session), 3);
    assert.match(result.message, /422: .*of Ada/);
  },
  async the_code_before_misses_the_new_hold(env) {
    const one = await before(env, "hold_expiring");
    assert.equal(one.result, undefined);
    await env.holds(one.session, 1);
    const split = await before(env, "split_cart");
    assert.ok(split.result instanceof TypeError);
    // Three requests with three keys, each of which holds the money of both carts.
    await env.holds(split.session, 6);
  },
  async the_code_after_places_and_returns_one_hold(env) {
    for (const fault of ["reset_in_headers", "reset_in_body"]) {
      const { session, result } = await after(env, "call", "hold_expiring", bad(fault));
      await env.holds(session, 1, result);
    }
    const { session, result } = await after(env, "call", "split_cart", {});
    assert.equal(result.length, 2);
    await env.holds(session, 2, result);
  },
  async the_code_after_never_retries_a_rejection(env) {
    const refused = { faults: [{ name: "status", status: 422, times: 3 }] };
    const { session, result } = await after(env, "outcome", "hold_expiring", refused);
    assert.deepEqual([result, await posts(session)], ["refused", 1]);
    const gone = { faults: [{ name: "reset_in_headers", times: 3 }] };
    const { result: open } = await after(env, "outcome", "hold_expiring", gone);
    assert.equal(open, "open");
  },
};

// docs/migration.md: what its first code does on bad days, and that its later code does not.

import assert from "node:assert/strict";

export const page = "docs/migration.md";

const bad = (name) => ({ faults: [{ name, method: "POST" }] });
const posts = async (session) => (await session.requests()).filter(({ method }) => method === "POST").length;

/** What the first code gives for a session of a kind. */
async function before(world, kind, wishes) {
  const { reauth } = await world.module("before");
  const session = await world.session(kind, wishes);
  const given = await reauth(session.id, world.key).catch((error) => error);
  return { session, given };
}

async function after(world, name, kind, wishes) {
  const { reauth } = await world.module(name);
  const session = await world.session(kind, wishes);
  return { session, given: await reauth(session.id, world.key) };
}

export const cases = {
  async the_first_code_works_on_a_good_day_where_the_payment_intent_is_an_object(world) {
    const patch = { payment_intent: { payment_intent_id: "fpi_in_full" } };
    const { session, given } = await before(world, "hold_expiring", { patch });
    assert.equal(given, "fpi_in_full");
    assert.equal(await posts(session), 1);
  },
  async the_first_code_places_two_holds_when_an_answer_is_lost(world) {
    const { session } = await before(world, "hold_expiring", bad("reset_in_headers"));
    await world.holds(session, 2);
  },
  async the_first_code_places_two_holds_when_a_body_is_cut(world) {
    const { session } = await before(world, "hold_expiring", bad("reset_in_body"));
    await world.holds(session, 2);
  },
  async the_first_code_asks_three_times_where_flex_refuses(world) {
    const faults = [{ name: "status", status: 422, body: '{"message":"of Ada"}', times: 3 }];
    const { session, given } = await before(world, "hold_expiring", { faults });
    assert.equal(await posts(session), 3);
    assert.match(given.message, /422: .*of Ada/);
  },
  async the_first_code_does_not_know_the_hold_that_it_placed(world) {
    const one = await before(world, "hold_expiring");
    assert.equal(one.given, undefined);
    await world.holds(one.session, 1);
    const split = await before(world, "split_cart");
    assert.ok(split.given instanceof TypeError);
    // Three requests with three keys, each of which holds the money of both carts.
    await world.holds(split.session, 6);
  },
  async the_later_code_places_one_hold_each_time_and_knows_it(world) {
    for (const fault of ["reset_in_headers", "reset_in_body"]) {
      const { session, given } = await after(world, "call", "hold_expiring", bad(fault));
      await world.holds(session, 1, given);
    }
    const { session, given } = await after(world, "call", "split_cart", {});
    assert.equal(given.length, 2);
    await world.holds(session, 2, given);
  },
  async the_later_code_asks_once_where_flex_refuses_and_tells_open_from_refused(world) {
    const refused = { faults: [{ name: "status", status: 422, times: 3 }] };
    const { session, given } = await after(world, "outcome", "hold_expiring", refused);
    assert.deepEqual([given, await posts(session)], ["refused", 1]);
    const gone = { faults: [{ name: "reset_in_headers", times: 3 }] };
    const { given: open } = await after(world, "outcome", "hold_expiring", gone);
    assert.equal(open, "open");
  },
};

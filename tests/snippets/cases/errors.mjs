// docs/errors.md: what its code does on each outcome.

import assert from "node:assert/strict";

export const page = "docs/errors.md";

/** What the page's `renew` makes of a session with faults, and how many holds there are then. */
async function renewed(world, faults) {
  const session = await world.session("hold_expiring", { faults });
  const { FlexClient } = await world.package();
  const { renew } = await world.module("outcome");
  const flex = new FlexClient({ apiKey: world.key, maxRetries: 0 });
  const result = await renew(flex, session.id, `key-of-${session.id}`);
  return { session, flex, renew, result, holds: (await session.entry()).holds_placed };
}

const POST = { method: "POST" };

export const cases = {
  async places_one_hold_where_nothing_goes_wrong(world) {
    const { result, holds } = await renewed(world, []);
    assert.equal(holds, 1);
    assert.equal(result.placed.holds.length, 1);
  },
  async reads_the_session_where_the_hold_was_applied_and_its_answer_was_cut(world) {
    const { session, result, holds } = await renewed(world, [{ name: "reset_in_body", ...POST }]);
    assert.equal(holds, 1);
    await world.holds(session, 1, [result.placed.holds[0].payment_intent_id]);
  },
  async still_says_that_there_is_a_hold_where_the_session_cannot_be_read(world) {
    const faults = [
      { name: "reset_in_body", ...POST },
      { name: "reset", method: "GET" },
    ];
    await assert.rejects(renewed(world, faults), { outcome: "applied" });
  },
  async leaves_open_what_nobody_knows_and_the_same_key_ends_it_with_one_hold(world) {
    const { session, flex, renew, result, holds } = await renewed(world, [
      { name: "reset_in_headers", ...POST },
    ]);
    assert.deepEqual([result.open.outcome, holds], ["unknown", 1]);
    const again = await renew(flex, session.id, result.open.idempotencyKey);
    await world.holds(session, 1, [again.placed.holds[0].payment_intent_id]);
  },
  async tells_a_refusal_from_the_rest(world) {
    const { result, holds } = await renewed(world, [{ name: "status", status: 422, code: "no", ...POST }]);
    assert.deepEqual([result.refused.outcome, result.refused.code, holds], ["rejected", "no", 0]);
  },
  async says_a_sentence_for_what_really_goes_wrong(world) {
    const { FlexClient } = await world.package();
    const { sentence } = await world.module("sentence");
    const said = async (apiKey, id) => {
      const flex = new FlexClient({ apiKey, maxRetries: 0 });
      return sentence(await flex.reauth(id).catch((error) => error));
    };
    const faulty = async (fault) =>
      (await world.session("hold_expiring", { faults: [{ ...fault, ...POST }] })).id;
    const { id: captured } = await world.session("captured");
    assert.equal(await said("fsk_test_none", captured), "This shop is not set up to renew holds.");
    assert.equal(await said(world.key, "fcs_none"), "There is no such order at Flex.");
    assert.match(await said(world.key, captured), /checkout_session_already_processed/);
    const limited = await faulty({ name: "status", status: 429, retry_after: "7" });
    assert.match(await said(world.key, limited), /in 7 seconds/);
    assert.match(await said(world.key, await faulty({ name: "reset" })), /Do not try again/);
    assert.equal(await said(world.key, await faulty({ name: "empty" })), "The hold was renewed.");
    assert.match(sentence(new Error("no")), /not the payment/);
  },
  async logs_no_body_no_header_and_no_key(world) {
    const { FlexClient } = await world.package();
    const { line } = await world.module("log");
    const fault = { name: "status", status: 422, body: `{"message":"Ada Lovelace ${world.key}"}` };
    const { id } = await world.session("hold_expiring", { faults: [fault] });
    const error = await new FlexClient({ apiKey: world.key }).reauth(id).catch((error) => error);
    assert.match(error.body, /Ada Lovelace \[redacted\]/);
    const logged = line(error);
    assert.deepEqual([JSON.parse(logged).status, JSON.parse(logged).outcome], [422, "rejected"]);
    for (const secret of ["Ada", world.key, "content-type"]) assert.ok(!logged.includes(secret), logged);
    // What the page says of a whole error: its message quotes Flex, its body is left out.
    const whole = JSON.parse(JSON.stringify(error));
    assert.match(whole.message, /Ada Lovelace/);
    assert.deepEqual([whole.body, whole.headers, whole.cause], [undefined, undefined, undefined]);
  },
  async tells_of_drift_and_gives_the_session_all_the_same(world) {
    const { client } = await world.module("drift");
    const { id } = await world.session("hold_expiring", { faults: [{ name: "wrong_type", ...POST }] });
    const places = [];
    const flex = client(world.key, (place) => places.push(place));
    const session = await flex.reauth(id);
    assert.equal(session.checkout_session_id, id);
    assert.deepEqual(places, ["checkout_session.tax_rate.amount: integer expected, string found"]);
  },
  async knows_an_error_of_another_copy(world) {
    const [{ FlexError }, { FlexClient }] = [
      await world.package(),
      await world.package("require.cjs").then((it) => it.default),
    ];
    const error = await new FlexClient({ apiKey: world.key }).reauth("").catch((error) => error);
    assert.deepEqual([FlexError.is(error), error instanceof FlexError], [true, false]);
  },
};

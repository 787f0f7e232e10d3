// docs/errors.md: its code for each outcome.

import assert from "node:assert/strict";

export const page = "docs/errors.md";

/** Runs the page's `renew` with faults. Returns its result and the number of holds. */
async function renewed(env, faults) {
  const session = await env.session("hold_expiring", { faults });
  const { FlexClient } = await env.package();
  const { renew } = await env.module("outcome");
  const flex = new FlexClient({ apiKey: env.key, maxRetries: 0 });
  const result = await renew(flex, session.id, `key-of-${session.id}`);
  return { session, flex, renew, result, holds: (await session.entry()).holds_placed };
}

const POST = { method: "POST" };

export const cases = {
  async places_one_hold(env) {
    const { result, holds } = await renewed(env, []);
    assert.equal(holds, 1);
    assert.equal(result.placed.holds.length, 1);
  },
  async reads_the_session_after_a_truncated_2xx(env) {
    const { session, result, holds } = await renewed(env, [{ name: "reset_in_body", ...POST }]);
    assert.equal(holds, 1);
    await env.holds(session, 1, [result.placed.holds[0].payment_intent_id]);
  },
  async reports_applied_when_the_session_cannot_be_read(env) {
    const faults = [
      { name: "reset_in_body", ...POST },
      { name: "reset", method: "GET" },
    ];
    await assert.rejects(renewed(env, faults), { outcome: "applied" });
  },
  async resolves_an_unknown_outcome_with_the_same_key(env) {
    const { session, flex, renew, result, holds } = await renewed(env, [
      { name: "reset_in_headers", ...POST },
    ]);
    assert.deepEqual([result.open.outcome, holds], ["unknown", 1]);
    const again = await renew(flex, session.id, result.open.idempotencyKey);
    await env.holds(session, 1, [again.placed.holds[0].payment_intent_id]);
  },
  async distinguishes_a_rejection(env) {
    const { result, holds } = await renewed(env, [{ name: "status", status: 422, code: "no", ...POST }]);
    assert.deepEqual([result.refused.outcome, result.refused.code, holds], ["rejected", "no", 0]);
  },
  async names_the_effect_in_messages(env) {
    const { FlexClient } = await env.package();
    const flex = new FlexClient({ apiKey: env.key, maxRetries: 0 });
    const [captured, released] = env.text("text", "messages").trim().split("\n");
    const message = async (call, name) => {
      const { id } = await env.session("hold_expiring", { faults: [{ name, ...POST }] });
      return (await flex[call](id).catch((error) => error)).message;
    };
    const ends = (message, end) => assert.ok(message.endsWith(end), message);
    ends(await message("capture", "reset_in_headers"), captured);
    ends(await message("cancel", "reset_in_body"), released);
  },
  async has_a_sentence_for_every_failure(env) {
    const { FlexClient } = await env.package();
    const { sentence } = await env.module("sentence");
    const message = async (apiKey, id) => {
      const flex = new FlexClient({ apiKey, maxRetries: 0 });
      return sentence(await flex.reauth(id).catch((error) => error));
    };
    const faulty = async (fault) =>
      (await env.session("hold_expiring", { faults: [{ ...fault, ...POST }] })).id;
    const { id: captured } = await env.session("captured");
    assert.equal(await message("fsk_test_none", captured), "This shop is not set up to renew holds.");
    assert.equal(await message(env.key, "fcs_none"), "Flex does not know this order.");
    assert.match(await message(env.key, captured), /checkout_session_already_processed/);
    const limited = await faulty({ name: "status", status: 429, retry_after: "7" });
    assert.match(await message(env.key, limited), /in 7 seconds/);
    assert.match(await message(env.key, await faulty({ name: "reset" })), /do not retry/);
    assert.equal(await message(env.key, await faulty({ name: "empty" })), "The hold was renewed.");
    assert.match(sentence(new Error("no")), /does not concern the payment/);
  },
  async logs_no_body_no_header_and_no_key(env) {
    const { FlexClient } = await env.package();
    const { line } = await env.module("log");
    const fault = { name: "status", status: 422, body: `{"message":"Ada Lovelace ${env.key}"}` };
    const { id } = await env.session("hold_expiring", { faults: [fault] });
    const error = await new FlexClient({ apiKey: env.key }).reauth(id).catch((error) => error);
    assert.match(error.body, /Ada Lovelace \[redacted\]/);
    const logged = line(error);
    assert.deepEqual([JSON.parse(logged).status, JSON.parse(logged).outcome], [422, "rejected"]);
    for (const secret of ["Ada", env.key, "content-type"]) assert.ok(!logged.includes(secret), logged);
    // As the page describes a whole error: its message quotes Flex, its body is left out.
    const whole = JSON.parse(JSON.stringify(error));
    assert.match(whole.message, /Ada Lovelace/);
    assert.deepEqual([whole.body, whole.headers, whole.cause], [undefined, undefined, undefined]);
  },
  async reports_drift_and_still_returns_the_session(env) {
    const { client } = await env.module("drift");
    const { id } = await env.session("hold_expiring", { faults: [{ name: "wrong_type", ...POST }] });
    const paths = [];
    const flex = client(env.key, (path) => paths.push(path));
    const session = await flex.reauth(id);
    assert.equal(session.checkout_session_id, id);
    assert.deepEqual(paths, ["checkout_session.tax_rate.amount: integer expected, string found"]);
  },
  async recognizes_errors_of_another_copy(env) {
    const [{ FlexError }, { FlexClient }] = [
      await env.package(),
      await env.package("require.cjs").then((it) => it.default),
    ];
    const error = await new FlexClient({ apiKey: env.key }).reauth("").catch((error) => error);
    assert.deepEqual([FlexError.is(error), error instanceof FlexError], [true, false]);
  },
};

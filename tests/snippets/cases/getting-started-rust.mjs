// docs/getting-started-rust.md: its Rust, as WebAssembly in Node.

import assert from "node:assert/strict";

export const page = "docs/getting-started-rust.md";

export const cases = {
  async renews_a_hold(env) {
    const session = await env.session();
    const intents = await env.rust.renewHold(env.key, session.id);
    await env.holds(session, 1, intents);
  },
  async resolves_a_lost_response_with_the_same_key(env) {
    const faults = [{ name: "reset_in_headers", method: "POST" }];
    const session = await env.session("hold_expiring", { faults });
    const intents = await env.rust.renew_once(env.key, session.id, `of-${session.id}`);
    await env.holds(session, 1, intents);
    assert.deepEqual(
      (await session.requests()).map(({ method }) => method),
      ["POST", "POST"],
    );
  },
  async reads_the_session_after_a_truncated_2xx(env) {
    const faults = [{ name: "reset_in_body", method: "POST" }];
    const session = await env.session("hold_expiring", { faults });
    const intents = await env.rust.renew_once(env.key, session.id, `of-${session.id}`);
    await env.holds(session, 1, intents);
    assert.deepEqual(
      (await session.requests()).map(({ method }) => method),
      ["POST", "GET"],
    );
  },
  async reports_applied_when_the_session_cannot_be_read(env) {
    const faults = [
      { name: "reset_in_body", method: "POST" },
      { name: "reset", method: "GET" },
    ];
    const session = await env.session("hold_expiring", { faults });
    const call = env.rust.renew_once(env.key, session.id, `of-${session.id}`);
    assert.match(await call.catch((error) => error), /the hold was placed/);
    await env.holds(session, 1);
  },
  async reads_a_session_in_full(env) {
    const session = await env.session();
    const { checkout_session } = JSON.parse(await env.rust.read_in_full(env.key, session.id));
    assert.match(checkout_session.payment_intent.payment_intent_id, /^fpi_/);
    assert.match(checkout_session.customer.customer_id, /^fcus_/);
    const [{ headers }] = await session.requests();
    assert.equal(headers["x-shop"], "example");
  },
  async renews_in_a_page_through_a_gateway_until_it_is_aborted(env) {
    const session = await env.session();
    env.route("/flex", env.flex, { authorization: `Bearer ${env.key}` });
    const renew = (signal) => env.rust.renew_in_page("token", session.id, signal);
    const aborted = await renew(AbortSignal.abort("gone")).catch((error) => error);
    assert.match(aborted, /gone/);
    assert.equal((await session.requests()).length, 0);
    await env.holds(session, 1, await renew(new AbortController().signal));
    const [{ headers }] = await session.requests();
    assert.equal(headers["flex-session-token"], "token");
  },
  async returns_a_session_and_an_error_to_javascript(env) {
    const { id } = await env.session();
    const options = { apiKey: env.key };
    const session = await env.rust.renewSession(id, options);
    assert.equal(session.checkout_session_id, id);
    const { data, holds } = await env.rust.retrieve(id, options);
    assert.equal(data.checkout_session_id, id);
    assert.equal(holds[0].payment_intent_id, session.payment_intent);
    const error = await env.rust.renewSession("fcs_none", options).catch((error) => error);
    assert.ok(error instanceof Error);
    assert.deepEqual([error.name, error.kind, error.outcome], ["FlexError", "not_found", "rejected"]);
  },
  async reads_every_field_that_fits_and_lists_the_others(env) {
    const session = {
      checkout_session_id: "fcs_canned",
      amount_total: "129.99",
      client_reference_id: "4711",
    };
    const body = JSON.stringify({ checkout_session: { ...session, platform_fees: 12 } });
    const [number, total, fees, ...drifts] = await env.rust.read_canned(body);
    assert.deepEqual([number, total, fees], ['Some("4711")', "None", "Some(12)"]);
    assert.ok(drifts.includes("checkout_session.amount_total: expected integer, found string"));
  },
  async runs_on_a_canned_response(env) {
    const { id } = await env.session();
    const body = JSON.stringify({ checkout_session: { checkout_session_id: id, payment_intent: "fpi_1" } });
    assert.equal(await env.rust.renew_canned(200, body), "1 of 1");
    assert.equal(await env.rust.renew_canned(404, "{}"), "not_found rejected");
    assert.equal(await env.rust.renew_canned(0, ""), "connection unknown");
  },
};

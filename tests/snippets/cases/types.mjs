// docs/types.md: its code, with the sandbox's sessions.

import assert from "node:assert/strict";

export const page = "docs/types.md";

async function read(env, id, options) {
  const { FlexClient } = await env.package();
  return new FlexClient({ apiKey: env.key }).retrieve(id, options).withResponse();
}

export const cases = {
  async reads_ids_and_objects_amounts_and_times(env) {
    const { idOf, tax, times } = await env.module("read");
    const { id } = await env.session();
    const [{ data, holds }, full] = [
      await read(env, id),
      await read(env, id, { expand: ["payment_intent"] }),
    ];
    assert.equal(typeof data.payment_intent, "string");
    assert.equal(idOf(data.payment_intent), holds[0].payment_intent_id);
    assert.equal(idOf(full.data.payment_intent), holds[0].payment_intent_id);
    assert.deepEqual([idOf(null), idOf(undefined)], [undefined, undefined]);
    assert.equal(tax({ total_details: { amount_tax: 1250 } }), "$12.50");
    assert.equal(tax({ total_details: {} }), "$0.00");
    const [made, held] = times(full.data, full.data.payment_intent);
    for (const time of [made, held]) assert.ok(Math.abs(Date.now() - time) < 366 * 86_400_000, `${time}`);
  },
  async handles_an_unknown_status(env) {
    const { canBeCaptured } = await env.module("values");
    const all = ["requires_capture", "succeeded", "canceled", "processing", "of_tomorrow"];
    assert.deepEqual(
      all.map((status) => canBeCaptured({ status })),
      [true, false, false, "unknown", "unknown"],
    );
    const patch = { payment_intent: { payment_intent_id: "fpi_1", status: "of_tomorrow" } };
    const { id } = await env.session("hold_expiring", { patch });
    const { data } = await read(env, id);
    assert.equal(canBeCaptured(data.payment_intent), "unknown");
  },
  async validates_sessions_and_payment_intents_by_the_schema(env) {
    const { validateIntent, validateSession } = await env.module("schema");
    const { id } = await env.session();
    const { data } = await read(env, id, { expand: ["payment_intent"] });
    assert.ok(validateSession(data), JSON.stringify(validateSession.errors));
    assert.ok(validateIntent(data.payment_intent), JSON.stringify(validateIntent.errors));
    assert.equal(validateSession({ ...data, amount_total: "12999" }), false);
    assert.equal(validateIntent({ ...data.payment_intent, amount: null }), false);
  },
  async reads_the_same_in_rust(env) {
    const { id } = await env.session();
    const { data, holds } = await read(env, id);
    const [result, full] = [
      await env.rust.read_typed(env.key, id, false),
      await env.rust.read_typed(env.key, id, true),
    ];
    const dollars = `$${(data.amount_total / 100).toFixed(2)}`;
    assert.deepEqual(result, [holds[0].payment_intent_id, "None", dollars]);
    assert.deepEqual(full, [holds[0].payment_intent_id, "Some(true)", dollars]);
  },
};

// docs/types.md: what its code reads in sessions of the sandbox's.

import assert from "node:assert/strict";

export const page = "docs/types.md";

async function read(world, id, options) {
  const { FlexClient } = await world.package();
  return new FlexClient({ apiKey: world.key }).retrieve(id, options).withResponse();
}

export const cases = {
  async reads_ids_and_objects_amounts_and_times(world) {
    const { idOf, tax, times } = await world.module("read");
    const { id } = await world.session();
    const [{ data, holds }, full] = [
      await read(world, id),
      await read(world, id, { expand: ["payment_intent"] }),
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
  async says_nothing_of_a_status_that_nobody_knows(world) {
    const { canBeCaptured } = await world.module("values");
    const all = ["requires_capture", "succeeded", "canceled", "processing", "of_tomorrow"];
    assert.deepEqual(
      all.map((status) => canBeCaptured({ status })),
      [true, false, false, "unknown", "unknown"],
    );
    const patch = { payment_intent: { payment_intent_id: "fpi_1", status: "of_tomorrow" } };
    const { id } = await world.session("hold_expiring", { patch });
    const { data } = await read(world, id);
    assert.equal(canBeCaptured(data.payment_intent), "unknown");
  },
  async reads_the_same_in_rust(world) {
    const { id } = await world.session();
    const { data, holds } = await read(world, id);
    const [said, full] = [
      await world.rust.read_typed(world.key, id, false),
      await world.rust.read_typed(world.key, id, true),
    ];
    const dollars = `$${(data.amount_total / 100).toFixed(2)}`;
    assert.deepEqual(said, [holds[0].payment_intent_id, "None", dollars]);
    assert.deepEqual(full, [holds[0].payment_intent_id, "Some(true)", dollars]);
  },
};

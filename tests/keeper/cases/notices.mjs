// What reaches the merchant's own server.

import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { CYCLE, HOUR } from "../scene.mjs";

export const notices = {
  async delivers_again_what_was_not_taken_under_the_same_id_and_signed(world) {
    const session = await world.session();
    await session.keep();
    world.merchant.refuse(session.id, 1);
    await session.pass(CYCLE + HOUR);
    const [notice] = await session.told(1);
    const deliveries = world.merchant.deliveries(session.id);
    deepEqual(
      deliveries.map(({ id, signed, taken }) => [id, signed, taken]),
      [
        [notice.id, true, false],
        [notice.id, true, true],
      ],
    );
    has(notice, { type: "hold.renewed" });
    ok(!Number.isNaN(Date.parse(notice.created_at)), "it says when");
    const { idempotency_keys, payment_intents, former_payment_intents } = await session.entry();
    has(notice.data, { idempotency_key: idempotency_keys[0], reauths: 1 });
    has(notice.data.holds[0], {
      payment_intent_id: payment_intents[0],
      former_payment_intent_id: former_payment_intents[0],
    });
    const text = JSON.stringify(notice);
    for (const secret of ["secret", "@", "fsk_", "customer"]) ok(!text.includes(secret), `it says ${secret}`);
  },
  async tells_twice_under_one_id_where_it_ended_after_the_queue_took_it(world) {
    const session = await world.session();
    await session.keep();
    await session.dies("notice:queued");
    await session.pass(CYCLE + 2 * HOUR);
    const [notice] = await session.told(1);
    for (const started = Date.now(); world.merchant.deliveries(session.id).length < 2; ) {
      ok(Date.now() - started < 20_000, "the second did not come");
      await new Promise((resume) => setTimeout(resume, 20));
    }
    const ids = world.merchant.deliveries(session.id).map(({ id }) => id);
    deepEqual(ids, [notice.id, notice.id]);
    equal((await session.told(1)).length, 1);
  },
};

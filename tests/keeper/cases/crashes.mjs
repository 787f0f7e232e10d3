// The object dies between any two waits of a cycle, and loses what it has not stored. The sandbox counts holds.

import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { HOUR, MINUTE, RENEWAL, WINDOW } from "../scene.mjs";

/** Every moment of a cycle, and one while Flex processes the reauth. */
export const KILL_POINTS = [
  "event:arrived",
  "retrieve:written",
  "retrieve:stored",
  { name: "while the session is read", moment: "retrieve:stored", after: 150, fault: slow("GET") },
  "retrieve:answered",
  "retrieve:noted",
  "reauth:written",
  "reauth:stored",
  { name: "while Flex works on the reauth", moment: "reauth:stored", after: 150, fault: slow("POST") },
  { name: "after Flex placed the hold", moment: "reauth:stored", after: 150, fault: placed() },
  "reauth:answered",
  "reauth:noted",
  "list:written",
  "list:stored",
  "list:answered",
  "list:noted",
  "notice:next",
  "notice:queued",
  "notice:removed",
  "index:next",
  "index:written",
  "index:noted",
  "done",
].map((point) => (typeof point === "string" ? { name: point, moment: point } : point));

function slow(method) {
  return { name: "delay", delay_ms: 600, method };
}

function placed() {
  return { name: "delay", delay_ms: 600, method: "POST", applied: true };
}

async function survives(env, orders, faults) {
  const session = await env.session();
  await session.keep();
  await session.pass(WINDOW - HOUR);
  if (faults.length > 0) await session.plan(faults);
  await session.dies(...orders);
  await session.pass(3 * HOUR);
  deepEqual(
    await session.deaths(),
    orders.map(({ moment }) => moment),
    "where it ended",
  );
  const entry = await session.entry();
  const keys = entry.idempotency_keys.length;
  ok(keys === 1, `${keys} keys`);
  has(entry, { reauths: 1, holds_placed: 1, holds_expired: 1 });
  const status = await session.status();
  has(status, { state: "keeping", reauths: 1, pending: null, failures: 0 });
  has(status.history, { length: 1 }, "history");
  has(status.history[0], { idempotencyKey: entry.idempotency_keys[0], to: entry.payment_intents });
  equal(status.verified.duplicates.length, 0, "duplicates");
  const notices = await session.notices(3);
  deepEqual(
    notices.map(({ type }) => type),
    RENEWAL,
    "notices",
  );
  equal(notices[2].data.holds[0].payment_intent_id, entry.payment_intents[0], "the renewed hold");
  // The index has caught up after the restart.
  const { holds } = await env.keeper("list", { limit: 1000 });
  const row = holds.find(({ sessionId }) => sessionId === session.id);
  has(row, { reauths: 1, paymentIntentIds: entry.payment_intents }, "the index");
  // The next cycle places one more hold.
  await session.pass(WINDOW);
  has(await session.entry(), { reauths: 2, holds_placed: 2, holds_expired: 2 });
}

export const crashes = {
  ...Object.fromEntries(
    KILL_POINTS.map(({ name, moment, after, fault }) => [
      `places_one_hold_when_it_dies_at: ${name}`,
      (env) => survives(env, [{ moment, after }], fault ? [fault] : []),
    ]),
  ),
  async places_one_hold_when_it_dies_repeatedly(env) {
    const orders = [
      "retrieve:answered",
      "reauth:stored",
      "retrieve:stored",
      "reauth:answered",
      "notice:queued",
    ];
    await survives(
      env,
      orders.map((moment) => ({ moment })),
      [],
    );
  },
  async keeps_what_was_stored_before_keep_returned(env) {
    const session = await env.session();
    await session.keep();
    await session.release();
    for (const moment of ["retrieve:stored", "retrieve:answered"]) {
      await session.dies({ moment });
      // The Worker retries after the object was reset.
      has(await session.keep(), { state: "keeping" });
      await session.release();
    }
    equal((await session.deaths()).length, 2);
  },
  async renews_once_for_duplicate_alarms(env) {
    const session = await env.session();
    await session.keep();
    await session.pass(WINDOW - MINUTE);
    for (let turn = 0; turn < 3; turn++) {
      await session.object("alarmTwice");
      await session.pass(MINUTE);
      await session.object("alarmTwice");
    }
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
    equal((await session.entry()).idempotency_keys.length, 1);
  },
};

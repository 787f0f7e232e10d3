// One intended reauth has one idempotency key.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { sleep } from "../scene.js";

const KEY = "order-1234:2";

export default [
  {
    name: "sends_the_callers_key_on_every_attempt",
    faults: [{ name: "status", status: 503, applied: true, times: 2 }],
    call: { idempotencyKey: `${KEY}a` },
    expect: { attempts: 3, idempotencyKey: `${KEY}a` },
    sent: { POST: 3, GET: 0 },
    holds: 1,
  },
  {
    name: "puts_the_callers_key_on_the_error",
    faults: [{ name: "status", status: 503, applied: true, times: 100 }],
    call: { idempotencyKey: `${KEY}b` },
    expect: { kind: "server", outcome: "unknown", attempts: 3, idempotencyKey: `${KEY}b` },
    sent: { POST: 3, GET: 0 },
    holds: 1,
  },
  {
    name: "keeps_the_key_across_a_timeout_and_a_truncated_response",
    faults: [
      { name: "hang", method: "POST", applied: true },
      { name: "truncate", method: "POST" },
    ],
    client: { timeout: 1500 },
    call: { idempotencyKey: `${KEY}c` },
    expect: { attempts: 3, recovered: true, idempotencyKey: `${KEY}c` },
    sent: { POST: 2, GET: 1 },
    holds: 1,
  },
  {
    name: "places_one_hold_when_a_failed_call_is_repeated_with_its_key",
    run: async (scene) => {
      await scene.set({
        faults: [{ name: "hang", applied: true }],
        client: { timeout: 1500, maxRetries: 0 },
      });
      const { flex, session, t } = scene;
      const { idempotencyKey } = await t.rejects(() => flex.reauth(session.id), {
        kind: "timeout",
        outcome: "unknown",
      });
      const again = await flex.reauth(session.id, { idempotencyKey, timeout: 15_000 }).withResponse();
      equal(again.idempotencyKey, idempotencyKey, "idempotencyKey");
      const { holds_placed, idempotency_keys } = await session.entry();
      equal(holds_placed, 1, "holds placed");
      deepEqual(idempotency_keys, [idempotencyKey], "keys that arrived");
    },
  },
  {
    name: "generates_a_key_for_each_of_two_calls",
    run: async (scene) => {
      await scene.set({ faults: [{ name: "status", status: 503, applied: true }] });
      const { flex, session } = scene;
      const first = await flex.reauth(session.id).withResponse();
      const second = await flex.reauth(session.id).withResponse();
      ok(first.idempotencyKey !== second.idempotencyKey, "two calls share a key");
      const { holds_placed, idempotency_keys } = await session.entry();
      equal(holds_placed, 2, "holds placed");
      deepEqual(idempotency_keys, [first.idempotencyKey, second.idempotencyKey], "keys that arrived");
    },
  },
  {
    name: "places_one_hold_for_two_concurrent_calls_with_one_key",
    run: async (scene) => {
      await scene.set({ faults: [{ name: "status", status: 503, applied: true, times: 2 }] });
      const { flex, session } = scene;
      const options = { idempotencyKey: `${KEY}d` };
      const [one, other] = await Promise.all([
        flex.reauth(session.id, options),
        flex.reauth(session.id, options),
      ]);
      deepEqual(one, other, "sessions of the two calls");
      equal((await session.entry()).holds_placed, 1, "holds placed");
    },
  },
  {
    name: "sends_nothing_after_it_has_settled",
    run: async (scene) => {
      await scene.set({ faults: [{ name: "hang", times: 100 }], client: { timeout: 300, deadline: 600 } });
      const { flex, session, t } = scene;
      const error = await t.rejects(() => flex.reauth(session.id), { kind: "timeout", outcome: "unknown" });
      const before = (await session.requests()).length;
      await sleep(1500);
      const after = (await session.requests()).length;
      equal(after, before, "requests after the error");
      ok(error.attempts >= 1, "no attempt was counted");
    },
  },
];

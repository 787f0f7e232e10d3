// Many concurrent calls of one client.

import { deepEqual, equal } from "../../support/assert.js";
import { within } from "../../support/within.js";

const FAULTS = [
  undefined,
  "status;status=503;times=1",
  "truncate;method=POST;times=1",
  "status;status=429;retry_after=0.1;times=1",
];

export default [
  {
    name: "returns_each_concurrent_call_its_own_session",
    run: async (scene) => {
      const { t, env } = scene;
      const crowd = env.browser ? 100 : 300;
      const seeded = await Promise.all(Array.from({ length: crowd }, () => t.seed("minimal")));
      const flex = t.client();
      const calls = seeded.map(async ({ id }, index) => {
        const fault = FAULTS[index % FAULTS.length] ?? `delay;delay_ms=${Math.ceil(Math.random() * 400)}`;
        const answer = await flex.reauth(id, { headers: { "x-sandbox-fault": fault } }).withResponse();
        equal(answer.data.checkout_session_id, id, "checkout_session_id");
        return [answer.holds[0].payment_intent_id];
      });
      const found = await within(60_000, Promise.all(calls), "the crowd");
      const entries = await Promise.all(seeded.map((session) => session.entry()));
      deepEqual(
        found,
        entries.map(({ payment_intents }) => payment_intents),
        "holds",
      );
      for (const { id, holds_placed } of entries) equal(holds_placed, 1, `holds of ${id}`);
    },
  },
];

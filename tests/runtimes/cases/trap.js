// What is left when the module itself breaks.

import { equal, matches, ok } from "../../support/assert.js";
import { armTrap } from "../../support/trap.js";

export async function rejects_every_call_at_hand_when_the_module_breaks_and_goes_on_with_a_fresh_one(t) {
  const { id } = await t.seed("hold_expiring");
  let answer;
  const held = new Promise((resolve) => {
    answer = resolve;
  });
  const flex = t.client({ fetch: () => held.then((answered) => answered()) });
  const waiting = flex.reauth("fcs_1", { idempotencyKey: "kept" });
  const reading = flex.retrieve("fcs_1");
  const facts = { kind: "connection", status: 200, attempts: 1 };
  const seen = Promise.all([
    t.rejects(() => waiting, { ...facts, outcome: "applied", idempotencyKey: "kept" }),
    t.rejects(() => reading, { ...facts, outcome: "none" }),
  ]);
  // Both calls have asked fetch by then.
  await new Promise((resolve) => setTimeout(resolve, 50));
  armTrap();
  answer(() => Response.json(t.env.documented));
  const [error] = await seen;
  equal(error.body, JSON.stringify(t.env.documented), "the body that arrived");
  matches(error.message, /A hold may have been placed/, "message");
  ok(error.cause instanceof WebAssembly.RuntimeError, "the trap is the cause");

  const session = await t.client().reauth(id);
  equal(session.checkout_session_id, id, "the next call's session");
}

// What is left when the module itself breaks.

import { equal, matches, ok } from "../../support/assert.js";
import { armTrap } from "../../support/trap.js";

export async function rejects_every_call_at_hand_when_the_module_breaks_and_goes_on_with_a_fresh_one(t) {
  const { id } = await t.seed("hold_expiring");
  let answer;
  const held = new Promise((resolve) => {
    answer = resolve;
  });
  const waiting = t.client({ fetch: () => held }).reauth("fcs_1", { idempotencyKey: "kept" });
  const reading = t.client({ fetch: () => held }).retrieve("fcs_1");
  const seen = Promise.all([
    t.rejects(() => waiting, { kind: "connection", outcome: "unknown", idempotencyKey: "kept" }),
    t.rejects(() => reading, { kind: "connection", outcome: "none" }),
  ]);
  // Both calls have asked fetch by then.
  await new Promise((resolve) => setTimeout(resolve, 50));
  armTrap();
  answer(Response.json(t.env.documented));
  const [error] = await seen;
  matches(error.message, /A hold may have been placed/, "message");
  ok(error.cause instanceof WebAssembly.RuntimeError, "the trap is the cause");

  const session = await t.client().reauth(id);
  equal(session.checkout_session_id, id, "the next call's session");
}

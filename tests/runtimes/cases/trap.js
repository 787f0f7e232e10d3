// What is left when the module itself breaks.

import { deepEqual, equal, matches, ok, throws } from "../../support/assert.js";
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

export async function asks_the_module_nothing_on_an_ordinary_call(t) {
  const { id } = await t.seed("hold_expiring");
  const flex = t.client();
  await flex.retrieve(id);
  armTrap();
  const response = await flex.retrieve(id).withResponse();
  equal(response.data.checkout_session_id, id, "the session");
  throws(() => response.holds, "the first question, at which the module breaks");
  // A fresh instance answers.
  deepEqual([response.holds.length, response.drift], [1, null], "holds and drift");
}

export async function passes_fetch_a_plain_init_that_wrappers_can_write(t) {
  const { id } = await t.seed("hold_expiring");
  const fetch = (url, init) => {
    for (const [name, { writable }] of Object.entries(Object.getOwnPropertyDescriptors(init))) {
      equal(writable, true, `init.${name} is writable`);
    }
    init.headers["x-wrapped"] = "1";
    init.signal = new AbortController().signal;
    return globalThis.fetch(url, init);
  };
  const flex = t.client({ fetch });
  for (const call of ["first", "second"]) equal((await flex.retrieve(id)).checkout_session_id, id, call);
}

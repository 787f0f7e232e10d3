// Loading the WebAssembly module, and a trap in it.

import { deepEqual, equal, matches, ok, throws } from "../../support/assert.js";
import { armTrap } from "../../support/trap.js";

export async function rejects_calls_in_flight_when_the_module_traps_and_recovers(t) {
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
  // Both calls have called fetch by then.
  await new Promise((resolve) => setTimeout(resolve, 50));
  armTrap();
  answer(() => Response.json(t.env.documented));
  const [error] = await seen;
  equal(error.body, JSON.stringify(t.env.documented), "the body that arrived");
  matches(error.message, /By its status it took effect: do not repeat the call/, "message");
  ok(error.cause instanceof WebAssembly.RuntimeError, "the trap is the cause");

  const session = await t.client().reauth(id);
  equal(session.checkout_session_id, id, "the next call's session");
}

export async function makes_an_ordinary_call_without_the_module(t) {
  const { id } = await t.seed("hold_expiring");
  const flex = t.client();
  await flex.retrieve(id);
  armTrap();
  const response = await flex.retrieve(id).withResponse();
  equal(response.data.checkout_session_id, id, "the session");
  throws(() => response.holds, "the first question to the module");
  // A fresh instance.
  deepEqual([response.holds.length, response.drift], [1, null], "holds and drift");
}

export async function passes_fetch_a_writable_init(t) {
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

export async function preload_loads_the_module_once(t) {
  const { id } = await t.seed("hold_expiring");
  equal(await t.preload(), undefined, "result of preload");
  const { instantiate } = WebAssembly;
  let loads = 0;
  WebAssembly.instantiate = (...values) => {
    loads++;
    return instantiate.apply(WebAssembly, values);
  };
  try {
    await Promise.all([t.preload(), t.preload()]);
    equal((await t.client().retrieve(id)).checkout_session_id, id, "checkout_session_id");
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  equal(loads, 0, "loads after the first");
}

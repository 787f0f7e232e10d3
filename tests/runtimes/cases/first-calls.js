// Runs before every other case: the WebAssembly module is not loaded yet, and nobody called an init.

import { equal } from "../../support/assert.js";

export async function works_from_the_very_first_calls_at_once(t) {
  const { id } = await t.seed("hold_expiring");
  const flex = t.client();
  const sessions = await Promise.all([flex.retrieve(id), flex.retrieve(id), t.client().retrieve(id)]);
  for (const session of sessions) equal(session.checkout_session_id, id, "checkout_session_id");
}

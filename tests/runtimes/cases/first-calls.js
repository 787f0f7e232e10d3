// Runs before every other case, while the WebAssembly module is not loaded.

import { equal } from "../../support/assert.js";

export async function works_from_the_first_concurrent_calls(t) {
  const { id } = await t.seed("hold_expiring");
  const flex = t.client();
  const sessions = await Promise.all([flex.retrieve(id), flex.retrieve(id), t.client().retrieve(id)]);
  for (const session of sessions) equal(session.checkout_session_id, id, "checkout_session_id");
}

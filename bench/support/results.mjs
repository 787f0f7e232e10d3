// Checks that every peer returns the session in the response. A peer that returns anything else is not measured.

import { deepEqual } from "node:assert/strict";
import { BODIES } from "./bodies.mjs";

/** Clients that rename the session's fields. */
const RENAMED = ["speakeasy"];

/**
 * `result(peer)` resolves with the result of one call: a session, or a response with `data`, `holds` and
 * `drift`.
 */
export async function checkResults({ peers, body, result }) {
  const { checkout_session: session } = JSON.parse(BODIES[body].toString());
  let first;
  for (const peer of peers) {
    const found = await result(peer);
    if (RENAMED.includes(peer)) {
      if (found.checkoutSessionId !== session.checkout_session_id) throw new Error(`${peer}: no session`);
      continue;
    }
    const { data = found, holds, drift } = peer.endsWith("-response") ? found : {};
    deepEqual(data, session, `${peer} returns another session on ${body}`);
    if (holds === undefined) continue;
    if (holds.length === 0 || drift !== null) throw new Error(`${peer} finds no holds, or drift, on ${body}`);
    first ??= { peer, holds };
    deepEqual(holds, first.holds, `${peer} and ${first.peer} list other holds on ${body}`);
  }
}

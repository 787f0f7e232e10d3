import { deepEqual } from "../../support/assert.js";
import { seed } from "../../support/control.js";
import { API_KEY } from "../../support/sandbox.mjs";

/** Renews a new session, and compares the result with the sandbox. */
export async function proveRenewal(baseURL, renew) {
  const session = await seed(baseURL, "hold_expiring");
  const [before] = (await session.entry()).payment_intents;
  const intents = await renew({
    sessionId: session.id,
    baseURL,
    apiKey: API_KEY,
    dangerouslyAllowBrowser: true,
  });
  const { payment_intents, holds_placed } = await session.entry();
  deepEqual({ intents, holds_placed }, { intents: payment_intents, holds_placed: 1 }, "the renewal");
  if (intents.includes(before)) throw new Error(`the payment intent is the old one, ${before}`);
}

import { FlexClient } from "flex-checkout";

/** Renews a hold. Resolves with the new payment intents. */
export async function renew({ sessionId, ...options }) {
  const flex = new FlexClient(options);
  const { holds } = await flex.reauth(sessionId).withResponse();
  return holds.map((hold) => hold.payment_intent_id);
}

import { FlexClient } from "flex-checkout";

/** Renews with another fetch, retrieves the session, and prints its payment intents. */
export async function renewBy(fetch) {
  const { sessionId, ...options } = JSON.parse(process.argv[2]);
  const flex = new FlexClient({ ...options, fetch });
  await flex.reauth(sessionId);
  const { holds } = await flex.retrieve(sessionId).withResponse();
  console.log(JSON.stringify(holds.map((hold) => hold.payment_intent_id)));
}

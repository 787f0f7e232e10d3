import { FlexClient } from "flex-checkout";

/** Renews with a client in the state of a component. Retrieves the session too, and returns its payment intents. */
export const renewBy =
  (stateWith) =>
  async ({ sessionId, ...options }) => {
    const state = stateWith(new FlexClient(options));
    await state.flex.reauth(sessionId);
    const { holds } = await state.flex.retrieve(sessionId).withResponse();
    return holds.map((hold) => hold.payment_intent_id);
  };

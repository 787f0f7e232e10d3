import { FlexClient, FlexError, type FlexResponse } from "flex-checkout";
import { type Env, flexOptions } from "./env.js";
import { store } from "./store.js";

/** Renews the hold of a session, and stores its new payment intents before it responds. */
export async function renew(request: Request, sessionId: string, env: Env): Promise<Response> {
  // One intended renewal has one key: a retry sends it again, so that no second hold is placed.
  const idempotencyKey = request.headers.get("idempotency-key");
  if (!idempotencyKey) {
    return Response.json({ error: "The header idempotency-key is missing." }, { status: 400 });
  }
  try {
    const { holds } = await placeHold(new FlexClient(flexOptions(env)), sessionId, idempotencyKey);
    await store(env.DB, sessionId, holds);
    return Response.json({ payment_intents: holds.map((hold) => hold.payment_intent_id) });
  } catch (error) {
    if (!FlexError.is(error)) throw error;
    const { outcome, code, message } = error;
    return Response.json({ outcome, code, message }, { status: statusOf(outcome) });
  }
}

async function placeHold(flex: FlexClient, sessionId: string, idempotencyKey: string): Promise<FlexResponse> {
  try {
    return await flex.reauth(sessionId, { idempotencyKey, expand: ["payment_intent"] }).withResponse();
  } catch (error) {
    if (!FlexError.is(error) || error.outcome !== "applied") throw error;
    // The hold is placed, but the response was lost. Reading the session returns its payment intent.
    const read = flex.retrieve(sessionId).withResponse();
    return read.catch(() => Promise.reject(error));
  }
}

/** Maps an outcome to a status for the caller. */
function statusOf(outcome: FlexError["outcome"]): number {
  switch (outcome) {
    case "unknown":
      // A hold may have been placed. The same request with the same key finds out, and places no second one.
      return 503;
    case "applied":
      // A hold is placed, and its payment intent is not stored yet: investigate.
      return 502;
    default:
      // No hold is placed. The caller fixes the cause in the message, or gives up.
      return 422;
  }
}

// What a shop has a database and a sign-in for.
import { appendFile } from "node:fs/promises";
import type { Hold } from "flex-checkout";

export interface Order {
  sessionId: string;
  /** Which hold of it is to be renewed: all tokens that say the same are one hold. */
  hold: string;
}

/**
 * The order of a checkout session, if the shopper who is signed in may see it. Ask your own sign-in here: until you
 * do, there are orders in the sandbox only.
 */
export async function orderOf(sessionId: string): Promise<Order | undefined> {
  if (!process.env.FLEX_BASE_URL) return undefined;
  return { sessionId, hold: `renewal of ${new Date().toISOString().slice(0, 10)}` };
}

/** Keeps the payment intents that hold a session's money now: captures need them. */
export async function storePaymentIntents(sessionId: string, holds: readonly Hold[]): Promise<void> {
  const line = { session: sessionId, payment_intents: holds.map((hold) => hold.payment_intent_id) };
  await appendFile("payment-intents.jsonl", `${JSON.stringify(line)}\n`);
}

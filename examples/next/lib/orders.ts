// Stand-ins for the shop's database and sign-in.
import { appendFile } from "node:fs/promises";
import type { Hold } from "flex-checkout";

export interface Order {
  sessionId: string;
  /** Identifies the hold to renew: all tokens with the same value renew one hold. */
  hold: string;
}

/**
 * Returns the order of a checkout session if the signed-in shopper may see it. Check your own sign-in here: until
 * then, only the sandbox has orders.
 */
export async function orderOf(sessionId: string): Promise<Order | undefined> {
  if (!process.env.FLEX_BASE_URL) return undefined;
  return { sessionId, hold: `renewal of ${new Date().toISOString().slice(0, 10)}` };
}

/** Stores the payment intents that hold a session's money, which captures need. */
export async function storePaymentIntents(sessionId: string, holds: readonly Hold[]): Promise<void> {
  const line = { session: sessionId, payment_intents: holds.map((hold) => hold.payment_intent_id) };
  await appendFile("payment-intents.jsonl", `${JSON.stringify(line)}\n`);
}

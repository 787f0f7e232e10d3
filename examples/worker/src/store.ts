// The payment intents of each session. A capture needs the newest.
import type { Hold } from "flex-checkout";

/** Adds payment intents to a session's. Existing ones are kept. */
export async function store(db: D1Database, sessionId: string, holds: readonly Hold[]): Promise<void> {
  const insert = db.prepare(
    "INSERT INTO payment_intents (payment_intent_id, session_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
  );
  await db.batch(holds.map((hold) => insert.bind(hold.payment_intent_id, sessionId)));
}

/** Returns the payment intents of a session, the oldest first. */
export async function paymentIntents(db: D1Database, sessionId: string): Promise<string[]> {
  const select = db.prepare(
    "SELECT payment_intent_id FROM payment_intents WHERE session_id = ? ORDER BY rowid",
  );
  const { results } = await select.bind(sessionId).all<{ payment_intent_id: string }>();
  return results.map((row) => row.payment_intent_id);
}

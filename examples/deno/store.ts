import type { Hold } from "flex-checkout";

/** Stores the payment intents that hold a session's money, which captures need. Replace it by your database. */
export async function store(session: string, holds: readonly Hold[]): Promise<void> {
  const line = { session, payment_intents: holds.map((hold) => hold.payment_intent_id) };
  await Deno.writeTextFile("payment-intents.jsonl", `${JSON.stringify(line)}\n`, { append: true });
}

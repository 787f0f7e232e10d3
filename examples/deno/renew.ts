// Renews one hold from the command line: deno task renew <session> [idempotency key of an earlier attempt]
import { FlexClient, FlexError } from "flex-checkout";
import { flexOptions } from "./settings.ts";
import { store } from "./store.ts";

const [session, idempotencyKey] = Deno.args;
if (!session) {
  console.error("Usage: deno task renew <session> [idempotency key]");
  Deno.exit(2);
}
const flex = new FlexClient(flexOptions());

try {
  const { holds } = await flex.reauth(session, { idempotencyKey, expand: ["payment_intent"] }).withResponse();
  await store(session, holds);
  for (const { payment_intent_id, amount_capturable } of holds) {
    console.log(payment_intent_id, dollars(amount_capturable));
  }
} catch (error) {
  if (!FlexError.is(error)) throw error;
  console.error(error.message);
  switch (error.outcome) {
    case "unknown":
      console.error(`Perhaps money is held. Find out: deno task renew ${session} ${error.idempotencyKey}`);
      break;
    case "applied": {
      const { holds } = await flex.retrieve(session).withResponse();
      await store(session, holds);
      console.error("The hold is placed, and its payment intents are stored. Do not renew again.");
      break;
    }
    default:
      console.error("No money is held by this call.");
  }
  Deno.exit(1);
}

/** Flex's amounts are in cents. */
function dollars(cents?: number | null): string {
  if (cents == null) return "";
  return new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(cents / 100);
}

import { createId, importSecret, signedHeaders } from "../webhooks/signature.js";
import type { SandboxSession, SandboxWebhook } from "./types.js";

/** Returns the secret that signs webhooks. */
export function webhookSecret(): string {
  return `fwhsec_${btoa("a key for the tests of anyone")}`;
}

/** Creates the request of a webhook, signed and with the envelope that Flex documents. */
export async function webhookOf(
  { type, url = "https://shop.example/webhooks/flex" }: SandboxWebhook,
  session: SandboxSession,
): Promise<Request> {
  // Flex documents no charge (inferred).
  const charge = { checkout_session: session.id, payment_intent: session.payment_intents[0] };
  const body = JSON.stringify({
    event_dt: Math.floor(Date.now() / 1000),
    event_id: createId("evt"),
    event_type: type,
    object: { charge },
  });
  const headers = await signedHeaders("svix", await importSecret(webhookSecret()), createId("msg"), body);
  return new Request(url, { method: "POST", headers, body });
}

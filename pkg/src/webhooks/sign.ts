import { createId, importSecret, signedHeaders } from "./signature.js";

/** A signed webhook: a part of `RequestInit`, and accepted by {@link verifyWebhook}. */
export interface SignedWebhook {
  /** The headers: the signature, and the type of the content. */
  headers: Record<string, string>;
  /** The body. */
  body: string;
}

/**
 * Signs an event as if it were sent now, for tests of your handler. The headers are `webhook-*`, which the packages `svix` and
 * `standardwebhooks` accept too.
 *
 * Rejects with a {@link FlexError} of kind `"configuration"` if the secret is malformed.
 *
 * @example
 * ```ts
 * const event = { event_type: "charge.expired", object: { charge: { payment_intent: "fpi_1" } } };
 * const signed = await signTestWebhook(event, env.FLEX_WEBHOOK_SECRET);
 * const request = new Request("https://shop.example/webhooks/flex", { method: "POST", ...signed });
 * ```
 */
export async function signTestWebhook(event: object, secret: string): Promise<SignedWebhook> {
  const body = JSON.stringify(event);
  const headers = await signedHeaders("webhook", await importSecret(secret), createId("msg"), body);
  return { headers, body };
}

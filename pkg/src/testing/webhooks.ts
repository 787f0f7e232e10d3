import type { SandboxSession, SandboxWebhook } from "./types.js";

/** The key that signs webhooks: at least 24 bytes, as Svix's own keys have. */
const KEY = "a key for the tests of anyone";

/** Returns the secret with the key: `fwhsec_` and base64. */
export function webhookSecret(): string {
  return `fwhsec_${btoa(KEY)}`;
}

/** Creates the request of a webhook, signed as [Svix](https://docs.svix.com/receiving/verifying-payloads/how-manual) does. */
export async function webhookOf(
  { type, url = "https://shop.example/webhooks/flex" }: SandboxWebhook,
  session: SandboxSession,
): Promise<Request> {
  const id = `msg_${crypto.randomUUID().replaceAll("-", "")}`;
  // Handlers compare it with the machine's clock.
  const timestamp = String(Math.floor(Date.now() / 1000));
  // Flex does not document the shape of the body (inferred).
  const charge = { checkout_session: session.id, payment_intent: session.payment_intents[0] };
  const body = JSON.stringify({ type, data: { object: charge } });
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "svix-id": id,
      "svix-timestamp": timestamp,
      "svix-signature": `v1,${await sign(`${id}.${timestamp}.${body}`)}`,
    },
    body,
  });
}

/** Returns the HMAC-SHA256 of a string by the key, in base64. */
async function sign(signed: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(KEY), algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(signed));
  return btoa(String.fromCharCode(...new Uint8Array(mac)));
}

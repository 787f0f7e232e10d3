// Authentication of the admin routes by their secret.
import { Refusal } from "./answer.js";

const encoder = new TextEncoder();
const HMAC = { name: "HMAC", hash: "SHA-256" };

/** Rejects a request without the secret. */
export async function authenticate({ headers }: Request, secret: string): Promise<void> {
  const [, token] = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (token === undefined || !(await isSame(token, secret))) {
    throw new Refusal(401, "unauthorized", "The header Authorization must be Bearer and the admin secret.", {
      headers: { "www-authenticate": "Bearer" },
    });
  }
}

/** Compares in constant time: two MACs with a random key, by the platform. */
async function isSame(one: string, other: string): Promise<boolean> {
  const random = crypto.getRandomValues(new Uint8Array(32));
  const key = await crypto.subtle.importKey("raw", random, HMAC, false, ["sign", "verify"]);
  const code = await crypto.subtle.sign("HMAC", key, encoder.encode(one));
  return crypto.subtle.verify("HMAC", key, code, encoder.encode(other));
}

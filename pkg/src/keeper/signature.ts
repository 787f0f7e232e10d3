import { type Decide, Decision } from "./decide.js";

const encoder = new TextEncoder();

/** A key of an HMAC, of a secret in Svix's form; none if it is in no such form. */
export async function keyOf(decide: Decide, secret: string): Promise<CryptoKey | undefined> {
  const { key } = decide<{ key: string | null }>(Decision.keeperSecret, secret);
  if (key === null) {
    return undefined;
  }
  return crypto.subtle.importKey("raw", bytesOf(key), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);
}

/** Whether one of the signatures is that of the content. The platform compares in constant time. */
export async function isSigned(
  key: CryptoKey,
  signatures: readonly string[],
  content: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  let signed = false;
  for (const signature of signatures) {
    // All of them, so that the time says nothing of which one was right.
    const right = await crypto.subtle.verify("HMAC", key, bytesOf(signature), content);
    signed = signed || right;
  }
  return signed;
}

/** The signature of a webhook, as its header has it. */
export async function sign(key: CryptoKey, id: string, timestamp: number, body: string): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(`${id}.${timestamp}.${body}`));
  return `v1,${btoa(String.fromCharCode(...new Uint8Array(mac)))}`;
}

/** What is signed: a text, and bytes after it. */
export function concat(prefix: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = encoder.encode(prefix);
  const content = new Uint8Array(start.length + body.length);
  content.set(start);
  content.set(body, start.length);
  return content;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

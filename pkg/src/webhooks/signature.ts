// Signatures as Svix and Standard Webhooks define them: the HMAC-SHA256 of `id.timestamp.body`, in base64.
// https://docs.svix.com/receiving/verifying-payloads/how-manual

import { refuse } from "../error.js";
import { join } from "../transport.js";

/** Smallest length of a key, in bytes. Svix's own have at least 24. */
const SHORTEST_KEY = 16;

const SECRET = /^\s*f?whsec_([A-Za-z\d+/]+={0,2})\s*$/;

/** Imports the key of a signing secret. Rejects if the secret is malformed. */
export async function importSecret(secret: unknown): Promise<CryptoKey> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) {
    throw refuse("crypto.subtle is missing; browsers provide it in secure contexts only");
  }
  const [, base64] = (typeof secret === "string" && SECRET.exec(secret)) || [];
  const key = base64 && decode(base64);
  if (!key || key.length < SHORTEST_KEY) {
    throw refuse(
      "each secret must be a string that begins with fwhsec_ or whsec_, followed by at least 16 bytes in base64",
    );
  }
  return subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

/** Returns true if the base64 of an HMAC is that of a webhook's {@link signedBytes}. Takes the same time for any HMAC. */
export async function isSigned(
  key: CryptoKey,
  hmac: string,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const mac = decode(hmac);
  return mac !== undefined && crypto.subtle.verify("HMAC", key, mac, signed);
}

/** Returns the headers of a webhook that is sent now, with the names of Svix or of Standard Webhooks. */
export async function signedHeaders(
  names: "svix" | "webhook",
  key: CryptoKey,
  id: string,
  body: string,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const mac = await crypto.subtle.sign("HMAC", key, signedBytes(id, timestamp, encode(body)));
  return {
    "content-type": "application/json",
    [`${names}-id`]: id,
    [`${names}-timestamp`]: timestamp,
    [`${names}-signature`]: `v1,${btoa(String.fromCharCode(...new Uint8Array(mac)))}`,
  };
}

/** Returns a new id of a webhook or an event. */
export const createId = (prefix: "msg" | "evt"): string =>
  `${prefix}_${crypto.randomUUID().replaceAll("-", "")}`;

/** Returns a string as UTF-8. */
export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Returns the bytes that a signature covers. */
export function signedBytes(id: string, timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return join([encode(`${id}.${timestamp}.`), body]) as Uint8Array<ArrayBuffer>;
}

function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

const encoder = new TextEncoder();

/**
 * The idempotency key that Flex gets. One caller's key is never another's, and no session's is another
 * session's; a key of a value that is to be used once is the same whatever key the caller sends.
 */
export async function boundKey(
  sessionId: string,
  who: { principal: string; once?: string | undefined },
  key: string,
): Promise<string> {
  const parts =
    who.once === undefined ? ["caller", sessionId, who.principal, key] : ["once", sessionId, who.once];
  // As JSON no part runs into the next one.
  return `fgw_${hex(await digest(JSON.stringify(parts)))}`;
}

/** A text's SHA-256. */
export async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
}

/** Each byte in hexadecimal: made once, as that takes longer than the digest itself. */
const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes in hexadecimal. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    text += digits[byte];
  }
  return text;
}

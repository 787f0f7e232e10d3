import type { Env } from "./env.js";

/** Returns true if one of our own systems calls. Digests have one length, so that the comparison leaks nothing. */
export async function isOurs(request: Request, { SHOP_SECRET }: Env): Promise<boolean> {
  const actual = await digest(request.headers.get("authorization") ?? "");
  return crypto.subtle.timingSafeEqual(actual, await digest(`Bearer ${SHOP_SECRET}`));
}

const digest = (value: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(value));

// Tokens as an attacker writes them, and as a server of another make would: nothing of the package's is used here.

import { createHmac, randomBytes } from "node:crypto";

export const now = () => Math.floor(Date.now() / 1000);

/** The claims of a good token for a session. */
export const claimsFor = (session) => ({
  version: "fst1",
  session: session.id,
  actions: "reauth+retrieve",
  issued: now(),
  expires: now() + 600,
  nonce: randomBytes(16).toString("hex"),
  subject: "",
});

/** A token of these claims, signed with the secret. */
export function signedToken(claims, secret) {
  const { version, session, actions, issued, expires, nonce, subject } = claims;
  const text = [version, session, actions, issued, expires, nonce, subject].join(".");
  return `${text}.${createHmac("sha256", secret).update(text).digest("hex")}`;
}

// Session tokens of another library or an attacker, created without the package.

import { createHmac, randomBytes } from "node:crypto";

export const now = () => Math.floor(Date.now() / 1000);

/** The id of a secret, as docs/gateway.md describes it. */
export const keyId = (secret) =>
  createHmac("sha256", secret).update("flex-checkout kid").digest("hex").slice(0, 16);

/** The claims of a valid token for a session. */
export const claimsFor = (session) => ({
  aud: "flex-checkout-gateway",
  checkout_session_id: session.id,
  actions: ["reauth", "retrieve"],
  jti: randomBytes(16).toString("hex"),
  iat: now(),
  exp: now() + 600,
});

/** A token of these claims, an object or JSON, signed with the secret. `header` overrides parameters. */
export function signedToken(claims, secret, header = {}) {
  return signedJson(
    JSON.stringify({ alg: "HS256", typ: "JWT", kid: keyId(secret), ...header }),
    typeof claims === "string" ? claims : JSON.stringify(claims),
    secret,
  );
}

/** A token of any two strings. */
export function signedJson(header, payload, secret) {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

export const encode = (text) => Buffer.from(text).toString("base64url");
export const decode = (part) => JSON.parse(Buffer.from(part, "base64url"));

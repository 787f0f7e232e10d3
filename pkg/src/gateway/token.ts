import { refuse } from "../error.js";
import { Decision, decide, decideText } from "../load/server.js";
import { checkNames } from "../options.js";
import { digest, hex } from "./key.js";
import type { Authorize, GatewayCall } from "./options.js";

/** The header in which a page sends its token. */
const HEADER = "flex-session-token";

/** A quarter of an hour, in milliseconds. */
const MAX_AGE = 15 * 60 * 1000;

/** Options of {@link signedSession}. */
export interface SignedSessionOptions {
  /** The secret that tokens are signed with, or several, of which each is good: see {@link mintSessionToken}. */
  secret: string | readonly string[];
  /** How old a token may be, whatever it says of itself, in milliseconds. Default 15 minutes. */
  maxAge?: number | undefined;
}

/** What a token is made of. */
export interface SessionTokenOptions {
  /** The secret, at least 32 characters. Of several the first one signs, so that secrets can be changed. */
  secret: string | readonly string[];
  /** The session that the token is for. */
  sessionId: string;
  /** What may be done with it. Default: both. */
  actions?: readonly GatewayCall["action"][] | undefined;
  /** Whom it is for, in your words: up to 255 visible ASCII characters. Rate limits count by it. */
  subject?: string | undefined;
  /**
   * Which hold it is for, in your words, such as an order's number and the date: all of a session's tokens
   * with the same words are one hold. Pages get a new token whenever they are loaded, so this is what keeps
   * a reload in mid-call from a second hold. Default: each token is a hold of its own.
   */
  once?: string | undefined;
  /** How long it is good for, in milliseconds. Default 15 minutes. */
  maxAge?: number | undefined;
}

const signedSessionOptions: ReadonlySet<string> = new Set<keyof SignedSessionOptions>(["secret", "maxAge"]);
const tokenOptions: ReadonlySet<string> = new Set<keyof SessionTokenOptions>([
  "secret",
  "sessionId",
  "actions",
  "subject",
  "once",
  "maxAge",
]);

/**
 * Makes a token that lets its bearer act on one checkout session for a while. Call it on your server,
 * where you know whose session it is, and hand the token to the page, which sends it as the header
 * `flex-session-token`.
 *
 * One token is one hold: every reauth with it has the same idempotency key. For another hold make another
 * token; for the same hold make another one with the same `once`.
 *
 * @example
 * ```ts
 * const token = await mintSessionToken({
 *   secret: env.FLEX_TOKEN_SECRET,
 *   sessionId: "fcs_01HW5KTQQAAQ66WV19MFW4DTT4",
 *   subject: "customer-17",
 *   once: "order-4711 2026-03-01",
 * });
 * ```
 */
export async function mintSessionToken(options: SessionTokenOptions): Promise<string> {
  checkNames(options, tokenOptions, "mintSessionToken");
  const { sessionId, actions = ["reauth", "retrieve"], subject = "", once } = options;
  const secrets = checkSecrets(options.secret);
  const age = checkAge(options.maxAge);
  if (once !== undefined && (typeof once !== "string" || once === "")) {
    throw refuse("once must be a string that is not empty");
  }
  const isMade = typeof sessionId === "string" && typeof subject === "string" && areActions(actions);
  const issued = Math.floor(Date.now() / 1000);
  const nonce = hex(once === undefined ? crypto.getRandomValues(new Uint8Array(16)) : await digest(once));
  const claims = isMade ? [sessionId, actions.join("+"), issued, issued + age, nonce, subject] : [];
  const signed = await decideText(Decision.signToken, claims);
  const [key] = await keys(secrets);
  if (signed === "" || !key) {
    throw refuse(
      'a token needs a sessionId, actions of "reauth" and "retrieve", and a subject of up to 255 visible ASCII characters',
    );
  }
  return `${signed}.${hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(signed))))}`;
}

/**
 * Lets in who has a token of {@link mintSessionToken} for the session and the action. Its principal is the
 * token's subject.
 *
 * @example With a secret that is being changed: new tokens have the first, older ones are good still
 * ```ts
 * const authorize = signedSession({ secret: [env.FLEX_TOKEN_SECRET, env.FORMER_TOKEN_SECRET] });
 * ```
 */
export function signedSession(options: SignedSessionOptions): Authorize {
  checkNames(options, signedSessionOptions, "signedSession");
  const seconds = checkAge(options.maxAge);
  const secrets = checkSecrets(options.secret);
  let imported: Promise<CryptoKey[]> | undefined;
  return async (request, { sessionId, action }) => {
    const token = request.headers.get(HEADER);
    if (!token) {
      return { refused: "token_missing" };
    }
    const now = Math.floor(Date.now() / 1000);
    const read = await decide<Read>(Decision.checkToken, [token, sessionId, action, now, seconds]);
    if (read.refused !== undefined) {
      return { refused: read.refused };
    }
    imported ??= keys(secrets);
    for (const key of await imported) {
      // Compares in constant time.
      if (await crypto.subtle.verify("HMAC", key, bytes(read.mac), encoder.encode(read.signed))) {
        return { principal: read.subject, once: read.nonce };
      }
    }
    return { refused: "token_forged" };
  };
}

type Read =
  | { refused: string }
  | { refused?: undefined; signed: string; mac: string; subject: string; nonce: string };

const encoder = new TextEncoder();

function keys(secrets: readonly string[]): Promise<CryptoKey[]> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const uses: KeyUsage[] = ["sign", "verify"];
  return Promise.all(
    secrets.map((text) => crypto.subtle.importKey("raw", encoder.encode(text), hmac, false, uses)),
  );
}

/** The secrets in a list of our own, which nobody changes. */
function checkSecrets(secret: string | readonly string[]): readonly string[] {
  const secrets: readonly unknown[] = Array.isArray(secret) ? Array.from(secret) : [secret];
  if (secrets.length === 0 || !secrets.every((text) => typeof text === "string" && text.length >= 32)) {
    throw refuse("secret must be a string of at least 32 characters, or an array of such");
  }
  return secrets as readonly string[];
}

function areActions(actions: unknown): boolean {
  return Array.isArray(actions) && actions.every((action) => action === "reauth" || action === "retrieve");
}

/** An age in seconds. */
function checkAge(maxAge = MAX_AGE): number {
  if (!Number.isInteger(maxAge) || maxAge < 1 || maxAge > 2_147_483_647) {
    throw refuse("maxAge must be a whole number of milliseconds from 1 to 2,147,483,647");
  }
  return Math.ceil(maxAge / 1000);
}

/** The bytes of a mac, which the module has found to be digits in lower case. */
function bytes(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = digit(hex.charCodeAt(2 * at)) * 16 + digit(hex.charCodeAt(2 * at + 1));
  }
  return bytes;
}

/** The value of a digit's character code: those of `0` and `a` are 48 and 97. */
function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}

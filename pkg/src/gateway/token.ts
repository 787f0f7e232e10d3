import { refuse } from "../error.js";
import type { CheckoutSessionId } from "../generated/models.js";
import type { TokenClaims, TokenVerdict } from "../generated/server.js";
import { sha256, signToken, verifyToken } from "../generated/server.js";
import { checkNames } from "../options.js";
import { core, load } from "../wasm/core.js";
import {
  ACTIONS,
  type Authorize,
  type Authorized,
  type GatewayCall,
  quoted,
  type Unauthorized,
} from "./options.js";

/** The header in which a page sends its token. */
const HEADER = "flex-session-token";

/** 15 minutes, in milliseconds. */
const MAX_AGE = 15 * 60 * 1000;

/** Options of {@link signedSession}. */
export interface SignedSessionOptions {
  /** The secret that signs tokens, or several while you rotate it: see {@link mintSessionToken}. */
  secret: string | readonly string[];
  /** The greatest age of a token in milliseconds, whatever its `exp`. Default: 15 minutes. */
  maxAge?: number | undefined;
}

/** Options of {@link mintSessionToken}. */
export interface SessionTokenOptions {
  /** The secret: at least 32 random characters. Of several the first one signs, so that you can rotate them. */
  secret: string | readonly string[];
  /** The id of the session that the token is for. */
  sessionId: CheckoutSessionId;
  /** The actions that it allows, of those that the gateway serves. Default: `["reauth", "retrieve"]`. */
  actions?: readonly GatewayCall["action"][] | undefined;
  /** Your identifier of the user: up to 255 visible ASCII characters. Rate limits count by it. */
  subject?: string | undefined;
  /**
   * Your name of the hold that the token is for, such as an order number and the date: all tokens of a session
   * with the same value place one hold. Without it, a page that is reloaded during a call gets another token and
   * could place a second hold. Default: each token places its own hold.
   */
  once?: string | undefined;
  /** Lifetime of the token, in milliseconds. Default: 15 minutes. */
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
 * Signs a JSON Web Token that authorizes its bearer for one checkout session and a limited time. Call it on your
 * server, which knows whose session it is, and pass the token to the page. The page sends it in the header
 * `flex-session-token`.
 *
 * One token places one hold: every reauth with it has the same idempotency key. For another hold, mint another
 * token. For the same hold, mint it with the same `once`. Captures and cancels with a token are deduplicated by the
 * caller's own idempotency key.
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
  const [secret = ""] = checkSecrets(options.secret);
  const lifetime = checkAge(options.maxAge);
  if (once !== undefined && (typeof once !== "string" || once === "")) {
    throw refuse("once must be a string that is not empty");
  }
  await load();
  const iat = nowInSeconds();
  const claims: Unchecked<TokenClaims> = {
    aud: "flex-checkout-gateway",
    checkout_session_id: sessionId,
    actions,
    sub: subject,
    jti: once === undefined ? crypto.randomUUID() : sha256(once),
    iat,
    exp: iat + lifetime,
  };
  const token = signToken(secret, JSON.stringify(claims));
  if (token === undefined) {
    throw refuse(
      `a token needs a sessionId, actions of ${quoted(ACTIONS)}, and a subject of up to 255 visible ASCII characters`,
    );
  }
  return token;
}

/** Claims that the module checks. */
type Unchecked<Claims> = { [claim in keyof Claims]: unknown };

/**
 * Admits callers with a token of {@link mintSessionToken} for the session and the action. Their principal is
 * the token's subject.
 *
 * @example While a secret is rotated, new tokens are signed with the first one, and older ones stay valid
 * ```ts
 * const authorize = signedSession({ secret: [env.FLEX_TOKEN_SECRET, env.FORMER_TOKEN_SECRET] });
 * ```
 */
export function signedSession(options: SignedSessionOptions): Authorize {
  checkNames(options, signedSessionOptions, "signedSession");
  const maxAge = checkAge(options.maxAge);
  const secrets = checkSecrets(options.secret);
  return (request, call) => {
    const token = request.headers.get(HEADER);
    if (!token) {
      return { refused: "token_missing" };
    }
    const check = () => authorizeToken(token, secrets, call, maxAge);
    return core() ? check() : load().then(check);
  };
}

function authorizeToken(
  token: string,
  secrets: readonly string[],
  { sessionId, action }: GatewayCall,
  maxAge: number,
): Authorized | Unauthorized {
  let refused = "token_malformed";
  for (const secret of secrets) {
    const verdict: TokenVerdict = JSON.parse(
      verifyToken(token, secret, sessionId, action, nowInSeconds(), maxAge),
    );
    if (verdict.type === "valid") {
      return { principal: verdict.claims.sub ?? "", once: verdict.claims.jti };
    }
    refused = verdict.code;
    if (verdict.code !== "token_of_unknown_key") {
      break;
    }
  }
  return { refused };
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Checks the secrets and returns a copy, which later changes of the caller's array do not affect. */
function checkSecrets(secret: string | readonly string[]): readonly string[] {
  const secrets: readonly unknown[] = Array.isArray(secret) ? Array.from(secret) : [secret];
  if (secrets.length === 0 || !secrets.every((text) => typeof text === "string" && text.length >= 32)) {
    throw refuse("secret must be a string of at least 32 characters, or an array of such strings");
  }
  return secrets as readonly string[];
}

/** Checks an age in milliseconds and returns it in seconds. */
function checkAge(maxAge = MAX_AGE): number {
  if (!Number.isInteger(maxAge) || maxAge < 1 || maxAge > 2_147_483_647) {
    throw refuse("maxAge must be a whole number of milliseconds from 1 to 2,147,483,647");
  }
  return Math.ceil(maxAge / 1000);
}

import type { ClientState } from "../call.js";
import { refuse } from "../error.js";
import type { ErrorKind, Hold, Outcome } from "../generated/models.js";
import type { Rules } from "../generated/server.js";
import { checkClientOptions, checkFunction, checkNames, flag, whole } from "../options.js";

/** The call to Flex that a request asks for. */
export interface GatewayCall {
  /** The session's id, from the path. */
  sessionId: string;
  /** The action: `"reauth"` may place a hold, `"retrieve"` only reads. */
  action: "reauth" | "retrieve";
}

/** A caller who may make the call. */
export interface Authorized {
  /**
   * The caller, in your words; may be empty. The idempotency key that Flex gets and the rate limit are bound
   * to it, so that keys of different callers differ.
   */
  principal: string;
  /**
   * Makes all reauths with this value one: Flex gets an idempotency key derived from it and from the
   * session's id, whatever key the caller sends. For tokens, tickets and other credentials for one use.
   */
  once?: string | undefined;
}

/** A caller who may not make the call, with a reason for the log. The caller does not get the reason. */
export interface Unauthorized {
  /** The reason, which is logged as `refused`. */
  refused: string;
}

/** Returns the caller of a request, or that the caller may not make the call. */
export type Authorize = (
  request: Request,
  call: GatewayCall,
) => boolean | Authorized | Unauthorized | Promise<boolean | Authorized | Unauthorized>;

/** The call that a rate limit counts. */
export interface RateLimitCall extends GatewayCall {
  /** The principal that `authorize` returned, or an empty string. */
  principal: string;
}

/** Returns true if a caller is below the limit; else false, or the wait in milliseconds. */
export type RateLimit = (
  call: RateLimitCall,
  request: Request,
) => boolean | RateLimited | Promise<boolean | RateLimited>;

/** Result of a {@link RateLimit} for a caller who has to wait. */
export interface RateLimited {
  /** The wait, in milliseconds. */
  retryAfter: number;
}

/** The log entry of a request. It contains no token, header or body, and no key but the one that Flex got. */
export interface GatewayLogEntry {
  /** Tells these lines from others in the same log. */
  message: "flex gateway";
  /** The HTTP status of the response. */
  status: number;
  /** How long the request took, in milliseconds. */
  duration_ms: number;
  /** The HTTP method of the request. */
  method: string;
  /** The action, if the request was valid. */
  action?: GatewayCall["action"];
  /** The id of the session. */
  session?: string;
  /** The reason why the gateway refused. */
  refused?: string;
  /** The number of requests to Flex. */
  attempts?: number;
  /** The HTTP status of Flex's response, if it was an error. */
  flex_status?: number;
  /** Flex's machine code. */
  code?: string;
  /** The kind of the error between the gateway and Flex. */
  kind?: ErrorKind;
  /** The outcome, after a reauth that was sent and after every error. */
  outcome?: Outcome;
  /** The wait that the response asks for, in milliseconds. */
  retry_after_ms?: number;
  /** The key that Flex got with a reauth. */
  idempotency_key?: string;
  /** The payment intents that hold the money after a reauth. */
  payment_intents?: string[];
  /** Set if `onReauth` threw or timed out. */
  on_reauth?: "failed";
}

/** Options of a gateway. Times are in milliseconds. */
export interface GatewayOptions {
  /** The API key, `fsk_test_…` or `fsk_…`. */
  apiKey: string;
  /** Authorizes callers. There is no default: without it anybody could hold your customers' money. */
  authorize: Authorize;
  /** The path below which the gateway serves; `""` is the root. Default: `"/flex"`. */
  path?: string | undefined;
  /** The URL of the API. Default: `"https://api.withflex.com"`. */
  baseURL?: string | undefined;
  /**
   * Origins of pages that may call, beside the gateway's own, exactly as browsers send them:
   * `"https://shop.example"`. Default: none.
   */
  allowedOrigins?: readonly string[] | undefined;
  /** Further headers that pages of these origins may send. */
  allowedHeaders?: readonly string[] | undefined;
  /** Lets pages of these origins send cookies. Default: `false`. */
  allowCredentials?: boolean | undefined;
  /**
   * Allows a POST without the header `Origin`. Every browser sends it, so this is for other callers. Set
   * it only if `authorize` does not rely on cookies. Default: `false`.
   */
  allowMissingOrigin?: boolean | undefined;
  /**
   * Fields that are returned although the models withhold them: `["customer.email", "captures.metadata"]`.
   * Each is returned whole.
   */
  expose?: readonly string[] | undefined;
  /** Called after `authorize`. Default: no limit. See `cloudflareRateLimit`. */
  rateLimit?: RateLimit | undefined;
  /** Called after each reauth, before the response: store the new payment intents here. */
  onReauth?: ((renewal: Renewal) => unknown) | undefined;
  /**
   * Called with the log entry of each request, and with the exception, if any, which may contain anything.
   * `false` turns the log off. Default: the entry as JSON, by `console.log`.
   */
  log?: ((entry: GatewayLogEntry, thrown?: unknown) => unknown) | false | undefined;
  /** The largest body of a request, which needs none, in bytes. Default: 1024. */
  maxRequestBytes?: number | undefined;
  /** The largest body of Flex's response, in bytes. Default: 8 MiB. */
  maxResponseBytes?: number | undefined;
  /** The timeout of `authorize`, `rateLimit`, `onReauth` and the caller's body, each. Default: 5,000. */
  hookTimeout?: number | undefined;
  /** The timeout of one request to Flex. Default: 20,000, less than that of a `FlexClient`. */
  timeout?: number | undefined;
  /** The timeout of all attempts. Default: 24,000, less than that of platforms. */
  deadline?: number | undefined;
  /** The number of retries. Default: 0, since the caller's client retries, with the same key. */
  maxRetries?: number | undefined;
  /** Called instead of the global `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** A reauth after which Flex returned a session. */
export interface Renewal {
  /** The session's id. */
  sessionId: string;
  /** The principal that `authorize` returned, or an empty string. */
  principal: string;
  /** The payment intents that hold the money now. Store their ids: captures need them. */
  holds: Hold[];
  /** The idempotency key that Flex got. A reauth with the same key is the same reauth. */
  idempotencyKey: string;
  /** Set if the response was cut off, and the gateway read the session by a GET instead. */
  recovered: boolean;
}

/** Options that were checked. */
export interface CheckedGatewayOptions {
  flex: ClientState;
  /** JSON of the module's {@link Rules}. */
  rules: string;
  /** JSON of the paths. */
  expose: string;
  authorize: Authorize;
  rateLimit?: RateLimit | undefined;
  onReauth?: GatewayOptions["onReauth"];
  log: (entry: GatewayLogEntry, thrown?: unknown) => unknown;
  maxRequestBytes: number;
  hookTimeout: number;
}

const gatewayOptions: ReadonlySet<string> = new Set<keyof GatewayOptions>([
  "apiKey",
  "authorize",
  "path",
  "baseURL",
  "allowedOrigins",
  "allowedHeaders",
  "allowCredentials",
  "allowMissingOrigin",
  "expose",
  "rateLimit",
  "onReauth",
  "log",
  "maxRequestBytes",
  "maxResponseBytes",
  "hookTimeout",
  "timeout",
  "deadline",
  "maxRetries",
  "fetch",
]);

/** Checks the options of a gateway. */
export function checkGatewayOptions(options: GatewayOptions): CheckedGatewayOptions {
  checkNames(options, gatewayOptions, "createGateway");
  const { apiKey, baseURL, maxResponseBytes, fetch, path = "/flex", log } = options;
  if (apiKey === undefined) {
    throw refuse("apiKey is missing; the gateway adds it to requests");
  }
  if (typeof options.authorize !== "function") {
    throw refuse(
      "authorize is missing; it decides who may renew which session, such as signedSession({ secret })",
    );
  }
  if (typeof path !== "string" || !/^(\/(?!\.\.?(\/|$))[\w.~-]+)*$/.test(path)) {
    throw refuse('path must be empty, or a path without a slash at its end, such as "/flex"');
  }
  checkFunction("rateLimit", options.rateLimit);
  checkFunction("onReauth", options.onReauth);
  if (log !== false) {
    checkFunction("log", log);
  }
  const maxRequestBytes = whole("maxRequestBytes", options.maxRequestBytes, 0, 1024);
  return {
    flex: {
      options: checkClientOptions({
        apiKey,
        baseURL,
        maxResponseBytes,
        fetch,
        timeout: whole("timeout", options.timeout, 1, 20_000),
        deadline: whole("deadline", options.deadline, 1, 24_000),
        maxRetries: whole("maxRetries", options.maxRetries, 0, 0),
      }),
    },
    rules: JSON.stringify({
      path,
      allowedOrigins: list("allowedOrigins", options.allowedOrigins, checkOrigin),
      allowedHeaders: list("allowedHeaders", options.allowedHeaders, checkHeaderName),
      allowCredentials: flag("allowCredentials", options.allowCredentials),
      allowMissingOrigin: flag("allowMissingOrigin", options.allowMissingOrigin),
      maxRequestBytes,
    } satisfies Rules),
    expose: JSON.stringify(list("expose", options.expose, checkPath)),
    authorize: options.authorize,
    rateLimit: options.rateLimit,
    onReauth: options.onReauth,
    log: log === false ? () => {} : (log ?? logAsJson),
    maxRequestBytes,
    hookTimeout: whole("hookTimeout", options.hookTimeout, 1, 5_000),
  };
}

function logAsJson(entry: GatewayLogEntry): void {
  console.log(JSON.stringify(entry));
}

function list(
  name: string,
  value: readonly string[] | undefined,
  check: (name: string, item: unknown) => void,
): string[] {
  if (value !== undefined && !Array.isArray(value)) {
    throw refuse(`${name} must be an array of strings`);
  }
  for (const item of value ?? []) {
    check(name, item);
  }
  return [...(value ?? [])];
}

function checkOrigin(name: string, origin: unknown): void {
  if (typeof origin !== "string" || !/^https?:[^*]+$/.test(origin) || originOf(origin) !== origin) {
    throw refuse(
      `${name} must hold origins exactly as browsers send them, such as "https://shop.example", without "*" or a path`,
    );
  }
}

/** Returns the origin of a URL; `undefined` if it is invalid. */
function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

function checkHeaderName(name: string, header: unknown): void {
  if (typeof header !== "string" || !/^[\w-]+$/.test(header)) {
    throw refuse(`${name} must hold names of headers`);
  }
}

function checkPath(name: string, path: unknown): void {
  if (typeof path !== "string" || !/^[\w-]+(\.[\w-]+)*$/.test(path)) {
    throw refuse(
      `${name} must hold names of fields with dots between them, such as "customer.email", without indexes`,
    );
  }
}

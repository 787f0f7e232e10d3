import type { ClientState } from "../call.js";
import { refuse } from "../error.js";
import type { ErrorKind, Outcome } from "../generated/models.js";
import { checkClientOptions, checkFunction, checkNames, flag, whole } from "../options.js";
import type { Renewal } from "./renewal.js";

/** What a request asks for. */
export interface GatewayCall {
  /** The session's id, from the path. */
  sessionId: string;
  /** What is to be done with it: `"reauth"` may place a hold, `"retrieve"` only reads. */
  action: "reauth" | "retrieve";
}

/** Somebody who may do what is asked. */
export interface Authorized {
  /**
   * Who it is, in your words; may be empty. The idempotency key that Flex gets and the rate limit are bound
   * to it, so that one caller's key is never another's.
   */
  principal: string;
  /**
   * Makes all reauths with this value one: Flex gets an idempotency key that is made of it and of the
   * session's id, whatever key the caller sends. For tokens, tickets, and other things to be used once.
   */
  once?: string | undefined;
}

/** Somebody who may not, with a word for the log. The caller learns nothing of it. */
export interface Unauthorized {
  /** The word, which is logged as `refused`. */
  refused: string;
}

/** Says who sends a request, or that its sender may not do what it asks for. */
export type Authorize = (
  request: Request,
  call: GatewayCall,
) => boolean | Authorized | Unauthorized | Promise<boolean | Authorized | Unauthorized>;

/** What a rate limit is asked for. */
export interface RateLimitCall extends GatewayCall {
  /** Who asks, as `authorize` said; empty if it did not. */
  principal: string;
}

/** Says whether a caller may ask now; if not, perhaps for how many milliseconds. */
export type RateLimit = (
  call: RateLimitCall,
  request: Request,
) => boolean | RateLimited | Promise<boolean | RateLimited>;

/** What a {@link RateLimit} says of a caller who has to wait. */
export interface RateLimited {
  /** For how long, in milliseconds. */
  retryAfter: number;
}

/** What is logged of a request. No token, key, header or body is in it. */
export interface GatewayLogEntry {
  /** Tells these lines from others in the same log. */
  message: "flex gateway";
  /** The HTTP status of the answer. */
  status: number;
  /** How long the request took, in milliseconds. */
  duration_ms: number;
  /** The HTTP method of the request. */
  method: string;
  /** What was asked for, if the request was understood. */
  action?: GatewayCall["action"];
  /** The id of the session that it was asked for. */
  session?: string;
  /** Why the gateway refused. */
  refused?: string;
  /** How many requests were sent to Flex. */
  attempts?: number;
  /** The HTTP status of Flex's answer, where it was an error. */
  flex_status?: number;
  /** Flex's machine code. */
  code?: string;
  /** What went wrong between the gateway and Flex. */
  kind?: ErrorKind;
  /** Whether the hold is placed, after a reauth that was sent and after every error. */
  outcome?: Outcome;
  /** How long the caller was told to wait, in milliseconds. */
  retry_after_ms?: number;
  /** The key that Flex got with a reauth. */
  idempotency_key?: string;
  /** The payment intents that hold the money after a reauth. */
  payment_intents?: string[];
  /** `onReauth` threw, or did not end in time. */
  on_reauth?: "failed";
}

/** Options of a gateway. Times are in milliseconds. */
export interface GatewayOptions {
  /** The API key, `fsk_test_…` or `fsk_…`. */
  apiKey: string;
  /** Says who may do what. There is no default: without it everybody could hold your customers' money. */
  authorize: Authorize;
  /** The path below which the gateway serves. Default `"/flex"`; `""` is the root. */
  path?: string | undefined;
  /** Where the API is. Default `"https://api.withflex.com"`. */
  baseURL?: string | undefined;
  /**
   * Origins of pages that may call, beside the gateway's own, exactly as browsers send them:
   * `"https://shop.example"`. Default: none.
   */
  allowedOrigins?: readonly string[] | undefined;
  /** Further headers that pages of these origins may send. */
  allowedHeaders?: readonly string[] | undefined;
  /** Whether pages of these origins may send cookies. Default `false`. */
  allowCredentials?: boolean | undefined;
  /**
   * Whether a POST may come without the header `Origin`. Every browser sends it, so this is for callers
   * that are none. Set it only if `authorize` takes no cookie for a proof. Default `false`.
   */
  allowMissingOrigin?: boolean | undefined;
  /**
   * Fields that leave although the models withhold them: `["customer.email", "captures.metadata"]`. What
   * is named leaves whole.
   */
  expose?: readonly string[] | undefined;
  /** Asked after `authorize`. Default: no limit. See `cloudflareRateLimit`. */
  rateLimit?: RateLimit | undefined;
  /** Told of each reauth that Flex answered, before the caller is: store the new payment intents here. */
  onReauth?: ((renewal: Renewal) => unknown) | undefined;
  /**
   * Takes the line of each request, and what was thrown, if anything was, which may hold anything. Default:
   * the entry as JSON by `console.log`. `false`: nothing is logged.
   */
  log?: ((entry: GatewayLogEntry, thrown?: unknown) => unknown) | false | undefined;
  /** The largest body of a request that is read. It needs none. In bytes. Default 1024. */
  maxRequestBytes?: number | undefined;
  /** The largest body of an answer of Flex's that is read, in bytes. Default 8 MiB. */
  maxResponseBytes?: number | undefined;
  /** How long `authorize`, `rateLimit`, `onReauth` and the caller's body may take, each. Default 5,000. */
  hookTimeout?: number | undefined;
  /** How long one attempt at Flex may take. Default 20,000: less than a `FlexClient` waits for it. */
  timeout?: number | undefined;
  /** How long all attempts may take. Default 24,000: less than platforms wait. */
  deadline?: number | undefined;
  /** How many further attempts there are. Default 0: the caller's client repeats, with the same key. */
  maxRetries?: number | undefined;
  /** Called instead of the global `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** Options that can be used as they are. */
export interface CheckedGatewayOptions {
  flex: ClientState;
  /** The lines by which the module judges requests. */
  rules: readonly (string | number | boolean)[];
  /** The paths with spaces between them. */
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

/** Checks what a gateway is made with. */
export function checkGatewayOptions(options: GatewayOptions): CheckedGatewayOptions {
  checkNames(options, gatewayOptions, "createGateway");
  const { apiKey, baseURL, maxResponseBytes, fetch, path = "/flex", log } = options;
  if (apiKey === undefined) {
    throw refuse("apiKey is missing; a gateway is what adds it");
  }
  if (typeof options.authorize !== "function") {
    throw refuse(
      "authorize is missing; it says who may renew which session, such as signedSession({ secret })",
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
    rules: [
      path,
      list("allowedOrigins", options.allowedOrigins, checkOrigin).join(" "),
      list("allowedHeaders", options.allowedHeaders, checkHeaderName).join(" "),
      flag("allowCredentials", options.allowCredentials),
      flag("allowMissingOrigin", options.allowMissingOrigin),
      maxRequestBytes,
    ],
    expose: list("expose", options.expose, checkPath).join(" "),
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
): readonly string[] {
  if (value !== undefined && !Array.isArray(value)) {
    throw refuse(`${name} must be an array of strings`);
  }
  for (const item of value ?? []) {
    check(name, item);
  }
  return value ?? [];
}

function checkOrigin(name: string, origin: unknown): void {
  if (typeof origin !== "string" || !/^https?:[^*]+$/.test(origin) || originOf(origin) !== origin) {
    throw refuse(
      `${name} must hold origins exactly as browsers send them, such as "https://shop.example"; there is no "*", and no path`,
    );
  }
}

/** The origin of a URL; nothing of a text that is none. */
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

import type { ClientState } from "../call.js";
import { refuse } from "../error.js";
import type { CheckoutSessionId, ErrorKind, Hold, Outcome } from "../generated/models.js";
import type { Rules, SessionAction } from "../generated/server.js";
import { checkClientOptions, checkFunction, checkNames, type FetchLike, flag, whole } from "../options.js";

/** The call to Flex that a request asks for. */
export interface GatewayCall {
  /** The session's id, from the path, or from the query of a list. */
  sessionId: CheckoutSessionId;
  /**
   * The action, named like the method of `FlexClient`. `"reauth"` places a hold, `"capture"` takes money and `"cancel"`
   * releases it. `"retrieve"`, `"previewCapture"` and `"listPaymentIntents"` change nothing.
   */
  action: SessionAction;
}

/** A caller who may make the call. */
export interface Authorized {
  /**
   * An identifier of the caller that you choose; may be empty. The idempotency key for Flex and the rate limit depend on
   * it, so that keys of different callers differ.
   */
  principal: string;
  /**
   * Deduplicates all reauths with this value: Flex gets an idempotency key derived from it and from the session's id,
   * whatever key the caller sends. For single-use credentials such as tokens. Captures and cancels are deduplicated by
   * the caller's own key.
   */
  once?: string | undefined;
}

/** A caller who may not make the call, with a reason for the log. The caller does not get the reason. */
export interface Unauthorized {
  /** The reason, which is logged as `refused`. */
  refused: string;
}

/** Returns the caller of a request, or refuses the caller. */
export type Authorize = (
  request: Request,
  call: GatewayCall,
) => boolean | Authorized | Unauthorized | Promise<boolean | Authorized | Unauthorized>;

/** The call that a rate limit counts. */
export interface RateLimitCall extends GatewayCall {
  /** The principal that `authorize` returned, or an empty string. */
  principal: string;
}

/** Returns true if a caller is below the limit; otherwise false, or the wait in milliseconds. */
export type RateLimit = (
  call: RateLimitCall,
  request: Request,
) => boolean | RateLimited | Promise<boolean | RateLimited>;

/** Result of a {@link RateLimit} for a caller who has to wait. */
export interface RateLimited {
  /** The wait, in milliseconds. */
  retryAfter: number;
}

/** The log entry of a request. It contains no token, header or body, and no key except the one that Flex got. */
export interface GatewayLogEntry {
  /** Distinguishes these lines from others in the log. */
  message: "flex gateway";
  /** The HTTP status of the response. */
  status: number;
  /** Duration of the request, in milliseconds. */
  duration_ms: number;
  /** The HTTP method of the request. */
  method: string;
  /** The action, if the request was valid. */
  action?: GatewayCall["action"];
  /** The id of the session. */
  session?: string;
  /** The reason why the gateway refused the request. */
  refused?: string;
  /** The number of requests to Flex. */
  attempts?: number;
  /** The HTTP status of Flex's response, if the call failed. */
  flex_status?: number;
  /** Flex's machine code, or `"session_mismatch"` if a 2xx contained another session. */
  code?: string;
  /** The kind of the error between the gateway and Flex. */
  kind?: ErrorKind;
  /** The outcome, after a call with an effect that was sent and after every error. */
  outcome?: Outcome;
  /** The wait that the response asks for, in milliseconds. */
  retry_after_ms?: number;
  /** The key that Flex got with a reauth, a capture or a cancel. */
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
  /** Authorizes callers. Required: without it, anyone could place holds on your customers' cards. */
  authorize: Authorize;
  /**
   * The actions that the gateway serves, named like the methods of `FlexClient`: `["reauth", "retrieve", "capture"]`.
   * Requests for others get a 404. Default: `["reauth", "retrieve"]`.
   */
  actions?: readonly GatewayCall["action"][] | undefined;
  /** The path below which the gateway serves; `""` is the root. Default: `"/flex"`. */
  path?: string | undefined;
  /** The URL of the API. Default: `"https://api.withflex.com"`. */
  baseURL?: string | undefined;
  /**
   * Origins of pages that may call, besides the gateway's own, exactly as browsers send them in the header `Origin`:
   * `scheme://host`, with the port unless it is the default of `http` or `https`, in lower case.
   * `"https://shop.example"`, `"http://localhost:8100"`; for hybrid apps and extensions `"capacitor://localhost"`,
   * `"chrome-extension://<id>"`. No path, wildcard or `"null"`. Default: none.
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
  /** The largest body of a request, in bytes. Only captures and their previews need one. Default: 1024. */
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
  fetch?: FetchLike | undefined;
}

/** A reauth after which Flex returned a session. */
export interface Renewal {
  /** The session's id. */
  sessionId: CheckoutSessionId;
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

/** The names of all actions. The compiler compares them with those of the module. */
export const ACTIONS = Object.keys({
  reauth: 0,
  retrieve: 0,
  capture: 0,
  previewCapture: 0,
  cancel: 0,
  listPaymentIntents: 0,
} satisfies Record<SessionAction, 0>) as SessionAction[];

const gatewayOptions: ReadonlySet<string> = new Set<keyof GatewayOptions>([
  "apiKey",
  "authorize",
  "actions",
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
    throw refuse("apiKey is missing; the gateway needs it to call Flex");
  }
  if (typeof options.authorize !== "function") {
    throw refuse(
      "authorize is missing; it decides who may make which call for which session. Pass signedSession({ secret }) or your own function",
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
      templates: {},
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
      actions: checkActions(options.actions),
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
  const items = [...(value ?? [])];
  for (const [index, item] of items.entries()) {
    check(`${name}[${index}]`, item);
  }
  return items;
}

/** Checks the actions and returns a copy. */
function checkActions(actions: GatewayOptions["actions"]): SessionAction[] {
  if (actions === undefined) {
    return ["reauth", "retrieve"];
  }
  if (!Array.isArray(actions) || actions.length === 0) {
    throw refuse(`actions must be an array of at least one of ${quoted(ACTIONS)}`);
  }
  const listed: SessionAction[] = [];
  // Array.from turns a hole into undefined, which is no action.
  for (const [index, action] of Array.from<SessionAction>(actions).entries()) {
    if (!ACTIONS.includes(action)) {
      throw refuse(`actions[${index}] must be one of ${quoted(ACTIONS)}`);
    }
    if (listed.includes(action)) {
      throw refuse(`actions[${index}] repeats "${action}"; list each action once`);
    }
    listed.push(action);
  }
  return listed;
}

/** Lists names for a message. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function checkOrigin(name: string, origin: unknown): void {
  const fault = originFault(origin);
  if (fault !== undefined) {
    throw refuse(
      `${name} must be an origin as browsers send it, such as "https://shop.example" or "capacitor://localhost": ${fault}`,
    );
  }
}

/** Schemes that are in no origin that browsers send. */
const WITHOUT_ORIGIN = /^(about|blob|data|file|ftp|javascript|wss?)$/i;

/** Returns the reason why a string is not an origin as browsers send it. */
function originFault(origin: unknown): string | undefined {
  if (typeof origin !== "string") {
    return "it is not a string";
  }
  if (origin === "null") {
    return 'every page that hides its origin sends "null"';
  }
  if (origin.includes("*")) {
    return "wildcards are not supported; list each origin";
  }
  const [, scheme = "", rest = ""] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/is.exec(origin) ?? [];
  if (!scheme) {
    return 'it does not begin with a scheme and "://"';
  }
  if (WITHOUT_ORIGIN.test(scheme)) {
    return `browsers send no origin with the scheme "${scheme}"`;
  }
  if (rest.includes("@")) {
    return "it contains user information";
  }
  if (/[/\\?#]/.test(rest)) {
    return "it contains a path, a query or a fragment; remove everything after the host and the port";
  }
  const sent = /^https?$/i.test(scheme) ? webOrigin(origin) : customOrigin(scheme, rest);
  if (sent === undefined) {
    return "its host or port is invalid";
  }
  return sent === origin ? undefined : `browsers send "${sent}"`;
}

/** Returns the origin that browsers send for an `http` or `https` URL; `undefined` if it is invalid. */
function webOrigin(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

/**
 * Returns the origin that browsers send for a page of an app or an extension; `undefined` if it is invalid. Not by `URL`,
 * whose `origin` is "null" for such schemes.
 */
function customOrigin(scheme: string, authority: string): string | undefined {
  const [, host, port] = /^([\w.-]+)(?::(\d+))?$/.exec(authority) ?? [];
  if (host === undefined || Number(port ?? 0) > 65_535) {
    return undefined;
  }
  return `${scheme}://${host}${port === undefined ? "" : `:${Number(port)}`}`.toLowerCase();
}

function checkHeaderName(name: string, header: unknown): void {
  if (typeof header !== "string" || !/^[\w-]+$/.test(header)) {
    throw refuse(`${name} must be the name of a header, such as "x-shop"`);
  }
}

function checkPath(name: string, path: unknown): void {
  if (typeof path !== "string" || !/^[\w-]+(\.[\w-]+)*$/.test(path)) {
    throw refuse(`${name} must be field names separated by dots, such as "customer.email", without indexes`);
  }
}

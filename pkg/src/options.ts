import { checkBaseURL, checkBrowserKey, checkKey, checkPage } from "./credentials.js";
import type { CheckoutSession, Drift, FlexEvent, Hold } from "./generated/models.js";
import { checkHeaders, type HeadersLike } from "./headers.js";
import { refuse } from "./refuse.js";

/** Options of a client. Times are in milliseconds. */
export interface FlexClientOptions {
  /**
   * The API key, `fsk_test_…` or `fsk_…`. Left out only with a `baseURL` of a gateway that adds it.
   * A key must never reach a browser: a live key is refused there.
   */
  apiKey?: string | undefined;
  /**
   * Where the API is: `https`, or `http` on a loopback host; without a key also a path, `"/flex"`, which
   * works on a page only. Default `"https://api.withflex.com"`.
   */
  baseURL?: string | undefined;
  /** How long one attempt may take, headers and body. Default 30,000. */
  timeout?: number | undefined;
  /** How long a call may take with all its attempts and waits. Default: as long as that takes. */
  deadline?: number | undefined;
  /** How many further requests a call may send after the first one. Default 2. */
  maxRetries?: number | undefined;
  /**
   * The longest wait before a further request. If Flex asks for a longer one, the call fails at once
   * with `retryAfter` set. Default 60,000.
   */
  maxRetryDelay?: number | undefined;
  /** The largest body that is read, in bytes. Default 8 MiB. */
  maxResponseBytes?: number | undefined;
  /** Headers of every request. They may not set `authorization` or `idempotency-key`. */
  defaultHeaders?: HeadersLike | undefined;
  /** Called instead of the global `fetch`, with a URL and an init, and `this` undefined. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Makes drift an error of kind `"decode"`. The hold is placed all the same. Default `false`. */
  strict?: boolean | undefined;
  /** Told what happens during each call. What it throws is ignored; what it is told is no secret. */
  onEvent?: ((event: FlexEvent) => void) | undefined;
  /** Lets a page hold a test key. Default `false`. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** Options of one call. */
export interface CallOptions {
  /** Aborts the call. */
  signal?: AbortSignal | undefined;
  /**
   * Repeats an earlier reauth: 1 to 255 visible ASCII characters. Without it each call makes a new
   * key, and so may place a new hold.
   */
  idempotencyKey?: string | undefined;
  /** How long one attempt may take, headers and body, in milliseconds. */
  timeout?: number | undefined;
  /** How long this call may take with all its attempts and waits, in milliseconds. */
  deadline?: number | undefined;
  /** How many further requests this call may send after the first one. */
  maxRetries?: number | undefined;
  /** Headers of this call. They may not set `authorization` or `idempotency-key`. */
  headers?: HeadersLike | undefined;
  /** Related objects to send in full instead of their ids: `["customer", "payment_intent"]`. */
  expand?: readonly string[] | undefined;
}

/** A session, and what the client knows of how it came. */
export interface FlexResponse {
  /** The session as Flex sent it. */
  data: CheckoutSession;
  /** The HTTP status of the answer that held the session. */
  status: number;
  /** The headers of that answer. */
  headers: Headers;
  /** How many requests were sent. */
  attempts: number;
  /** The key that every POST carried; a retrieve has none. */
  idempotencyKey?: string;
  /** The payment intents that a merchant must store. A reauth makes new ones. */
  holds: Hold[];
  /** The first place where the answer departs from the types, or null. */
  drift: Drift | null;
  /** Whether the answer to the POST was cut off, and the session was read by a GET instead. */
  recovered: boolean;
}

/** Client options that can be used as they are. */
export interface CheckedClientOptions {
  apiKey?: string | undefined;
  baseURL?: string | undefined;
  timeout: number;
  deadline?: number | undefined;
  maxRetries: number;
  maxRetryDelay: number;
  maxResponseBytes: number;
  headers: [string, string][];
  fetch?: typeof globalThis.fetch | undefined;
  expand: readonly string[];
  strict: boolean;
  onEvent?: ((event: FlexEvent) => void) | undefined;
}

/** What the WebAssembly module takes: the options of the client and of one call. */
export interface CheckedOptions extends CheckedClientOptions {
  signal?: AbortSignal | undefined;
  idempotencyKey?: string | undefined;
}

const clientOptions: ReadonlySet<string> = new Set<keyof FlexClientOptions>([
  "apiKey",
  "baseURL",
  "timeout",
  "deadline",
  "maxRetries",
  "maxRetryDelay",
  "maxResponseBytes",
  "defaultHeaders",
  "fetch",
  "strict",
  "onEvent",
  "dangerouslyAllowBrowser",
]);
const callOptions: ReadonlySet<string> = new Set<keyof CallOptions>([
  "signal",
  "idempotencyKey",
  "timeout",
  "deadline",
  "maxRetries",
  "headers",
  "expand",
]);

// These checks stand here and not in the WebAssembly module because a constructor cannot wait for
// the module. The module checks again what reaches it.

/** Checks what a client is made with. */
export function checkClientOptions(options: FlexClientOptions): CheckedClientOptions {
  checkNames(options, clientOptions, "FlexClient");
  const { apiKey, baseURL } = options;
  if (apiKey !== undefined) {
    checkKey(apiKey);
    checkBrowserKey(apiKey, options.dangerouslyAllowBrowser === true);
  }
  if (baseURL !== undefined) {
    checkBaseURL(baseURL, apiKey !== undefined);
  } else if (apiKey === undefined) {
    throw refuse("apiKey is missing; pass it, or set baseURL to a gateway that adds it");
  }
  checkFunction("fetch", options.fetch);
  checkFunction("onEvent", options.onEvent);
  return {
    apiKey,
    baseURL,
    timeout: whole("timeout", options.timeout, 1, 30_000),
    deadline: whole("deadline", options.deadline, 1, undefined),
    maxRetries: whole("maxRetries", options.maxRetries, 0, 2),
    maxRetryDelay: whole("maxRetryDelay", options.maxRetryDelay, 1, 60_000),
    maxResponseBytes: whole("maxResponseBytes", options.maxResponseBytes, 1, 8 * 1024 * 1024),
    headers: checkHeaders("defaultHeaders", options.defaultHeaders),
    fetch: options.fetch,
    expand: [],
    strict: flag("strict", options.strict),
    onEvent: options.onEvent,
  };
}

/** Checks what a call is made with, and adds the client's own. */
export function checkCallOptions(
  id: unknown,
  options: CallOptions | undefined,
  client: CheckedClientOptions,
): CheckedOptions {
  if (typeof id !== "string") {
    throw refuse("the session's id must be a string, which begins with fcs_");
  }
  if (typeof options === "object" && options && "aborted" in options) {
    throw refuse("the call's options are an AbortSignal; pass it as { signal }");
  }
  checkPage(client.baseURL);
  if (options === undefined || options === null) {
    return client;
  }
  checkNames(options, callOptions, "the call");
  const { signal, idempotencyKey, expand = [] } = options;
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    throw refuse("signal must be an AbortSignal");
  }
  if (idempotencyKey !== undefined && !matches(idempotencyKey, /^[!-~]{1,255}$/)) {
    throw refuse("idempotencyKey must be 1 to 255 visible ASCII characters");
  }
  if (!Array.isArray(expand) || !expand.every((field) => matches(field, /^[a-z_.\d]+$/))) {
    throw refuse('expand must be an array of field names as the API spells them, such as ["customer"]');
  }
  return {
    ...client,
    timeout: whole("timeout", options.timeout, 1, client.timeout),
    deadline: whole("deadline", options.deadline, 1, client.deadline),
    maxRetries: whole("maxRetries", options.maxRetries, 0, client.maxRetries),
    headers: [...client.headers, ...checkHeaders("headers", options.headers)],
    signal,
    idempotencyKey,
    expand,
  };
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

export function checkNames(options: object, known: ReadonlySet<string>, whose: string): void {
  if (typeof options !== "object" || options === null) {
    throw refuse(`the options of ${whose} must be an object`);
  }
  const unknown = Object.keys(options).find((name) => !known.has(name));
  if (unknown !== undefined) {
    const meant = [...known].find((name) => name.toLowerCase() === unknown.toLowerCase());
    const hint = meant ? `it is spelled ${meant}` : `there are ${[...known].join(", ")}`;
    throw refuse(`${whose} has no option ${unknown}; ${hint}`);
  }
}

export function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") {
    throw refuse(`${name} must be a function`);
  }
}

export function whole<T>(name: string, value: unknown, least: number, otherwise: T): number | T {
  if (value === undefined) {
    return otherwise;
  }
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > 2_147_483_647) {
    const unit = /^(timeout|deadline|maxRetryDelay)$/.test(name) ? " of milliseconds" : "";
    throw refuse(`${name} must be a whole number${unit} from ${least} to 2,147,483,647`);
  }
  return value;
}

export function flag(name: string, value: unknown): boolean {
  if (value !== undefined && typeof value !== "boolean") {
    throw refuse(`${name} must be true or false`);
  }
  return value === true;
}

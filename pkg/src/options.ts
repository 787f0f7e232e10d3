import { refuse } from "./error.js";
import type { Options } from "./generated/crossings.js";
import type { CheckoutSession, Drift, FlexEvent, Hold } from "./generated/models.js";
import * as rules from "./generated/rules.js";

/** Headers in any form that `fetch` takes. */
export type HeadersLike = Headers | Record<string, string> | Iterable<readonly [string, string]>;

/** Options of a client. Times are in milliseconds. */
export interface FlexClientOptions {
  /**
   * The API key, `fsk_test_…` or `fsk_…`. Leave it out only with the `baseURL` of a gateway that adds it. A key must never
   * reach a browser: a live key is refused there.
   */
  apiKey?: string | undefined;
  /**
   * The address of the API: `https`, or `http` on a loopback host; without a key also a path, `"/flex"`, which works in a
   * page only. Default: `"https://api.withflex.com"`.
   */
  baseURL?: string | undefined;
  /** Limits one attempt, headers and body. Default: 30,000. */
  timeout?: number | undefined;
  /** Limits a call with all its attempts and waits. Default: no limit. */
  deadline?: number | undefined;
  /** Limits the requests that a call sends after the first one. Default: 2. */
  maxRetries?: number | undefined;
  /**
   * Limits the wait before a further request. If Flex asks for a longer one, the call fails at once with `retryAfter` set.
   * Default: 60,000.
   */
  maxRetryDelay?: number | undefined;
  /** Limits the response body that is read, in bytes. Default: 8 MiB. */
  maxResponseBytes?: number | undefined;
  /** Headers of every request. They may not set `authorization` or `idempotency-key`. */
  defaultHeaders?: HeadersLike | undefined;
  /** Called instead of the global `fetch`, with a URL and an init, and `this` undefined. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Makes drift an error of kind `"decode"`. The hold is placed anyway. Default: `false`. */
  strict?: boolean | undefined;
  /** Receives the events of each call. They contain no secret. An error that it throws is ignored. */
  onEvent?: ((event: FlexEvent) => void) | undefined;
  /** Lets a page use a test key. Default: `false`. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** Options of one call. */
export interface CallOptions {
  /** Aborts the call. */
  signal?: AbortSignal | undefined;
  /**
   * Repeats an earlier reauth: 1 to 255 visible ASCII characters. Without it each call makes a new key, and so may place a
   * new hold.
   */
  idempotencyKey?: string | undefined;
  /** Limits one attempt, headers and body, in milliseconds. */
  timeout?: number | undefined;
  /** Limits this call with all its attempts and waits, in milliseconds. */
  deadline?: number | undefined;
  /** Limits the requests that this call sends after the first one. */
  maxRetries?: number | undefined;
  /** Headers of this call. They may not set `authorization` or `idempotency-key`. */
  headers?: HeadersLike | undefined;
  /** Related objects to send in full instead of their ids: `["customer", "payment_intent"]`. */
  expand?: readonly string[] | undefined;
}

/** A session, and the facts of the call that fetched it. */
export interface FlexResponse {
  /** The session as Flex sent it. */
  data: CheckoutSession;
  /** The HTTP status of the response that held the session. */
  status: number;
  /** The headers of that response. */
  headers: Headers;
  /** Number of requests that were sent. */
  attempts: number;
  /** The key that every POST carried; absent for a retrieve. */
  idempotencyKey?: string;
  /** The payment intents that a merchant must store. A reauth makes new ones. Computed when it is first read. */
  holds: Hold[];
  /** The first path at which the response departs from the types, or null. Computed when it is first read. */
  drift: Drift | null;
  /** True if the response to the POST was cut off, and the session was read by a GET instead. */
  recovered: boolean;
}

/** Options of a client and a call that are checked and complete. */
export interface CheckedOptions extends Options {
  fetch?: typeof globalThis.fetch | undefined;
  onEvent?: ((event: FlexEvent) => void) | undefined;
  signal?: AbortSignal | undefined;
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

/** Checks the options of a client. */
export function checkClientOptions(options: FlexClientOptions): CheckedOptions {
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
    baseURL: baseURL ?? rules.FLEX,
    timeout: whole("timeout", options.timeout, 1, rules.TIMEOUT),
    deadline: whole("deadline", options.deadline, 1, undefined),
    maxRetries: whole("maxRetries", options.maxRetries, 0, rules.MAX_RETRIES),
    maxRetryDelay: whole("maxRetryDelay", options.maxRetryDelay, 1, rules.MAX_RETRY_DELAY),
    maxResponseBytes: whole("maxResponseBytes", options.maxResponseBytes, 1, rules.MAX_RESPONSE_BYTES),
    headers: checkHeaders("defaultHeaders", options.defaultHeaders),
    fetch: options.fetch,
    expand: [],
    strict: flag("strict", options.strict),
    onEvent: options.onEvent,
  };
}

/** Checks the options of a call, and adds the client's own. */
export function checkCallOptions(
  id: unknown,
  options: CallOptions | undefined,
  client: CheckedOptions,
): CheckedOptions {
  if (typeof id !== "string") {
    throw refuse("the session's id must be a string, which begins with fcs_");
  }
  // Deno has the name, and no value for it.
  if (client.baseURL.startsWith("/") && globalThis.location === undefined) {
    throw refuse("baseURL is a path, which only a page can resolve; on a server pass a whole URL");
  }
  if (options === undefined || options === null) {
    return client;
  }
  if (typeof options === "object" && "aborted" in options) {
    throw refuse("the call's options are an AbortSignal; pass it as { signal }");
  }
  checkNames(options, callOptions, "the call");
  const { signal, idempotencyKey, expand, headers } = options;
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    throw refuse("signal must be an AbortSignal");
  }
  if (idempotencyKey !== undefined && !matches(idempotencyKey, rules.IDEMPOTENCY_KEY)) {
    throw refuse("idempotencyKey must be 1 to 255 visible ASCII characters");
  }
  if (
    expand !== undefined &&
    !(Array.isArray(expand) && expand.every((field) => matches(field, rules.EXPAND)))
  ) {
    throw refuse('expand must be an array of field names as the API spells them, such as ["customer"]');
  }
  return {
    ...client,
    timeout: whole("timeout", options.timeout, 1, client.timeout),
    deadline: whole("deadline", options.deadline, 1, client.deadline),
    maxRetries: whole("maxRetries", options.maxRetries, 0, client.maxRetries),
    headers:
      headers === undefined ? client.headers : [...client.headers, ...checkHeaders("headers", headers)],
    signal,
    idempotencyKey,
    expand: expand?.length ? [...expand] : client.expand,
  };
}

/** Checks a key without quoting it. */
function checkKey(apiKey: unknown): asserts apiKey is string {
  if (typeof apiKey !== "string" || apiKey === "") {
    throw refuse(
      "apiKey must be a non-empty string; leave it out only with the baseURL of a gateway that adds it",
    );
  }
  if (!rules.API_KEY.test(apiKey)) {
    throw refuse(
      "apiKey has a character that is not visible ASCII, such as a space or a line break; check how it was copied or read",
    );
  }
}

/** Keeps keys out of pages, where anyone can read them. */
function checkBrowserKey(apiKey: string, allowed: boolean): void {
  if (!("window" in globalThis && "document" in globalThis)) {
    return;
  }
  if (!apiKey.startsWith("fsk_test_")) {
    throw refuse(
      "A live apiKey must never reach a browser, where anyone can read it and hold money with it; call your own gateway, which adds the key, with baseURL and no apiKey",
    );
  }
  if (!allowed) {
    throw refuse(
      "An apiKey in a browser can be read by anyone; call your own gateway, which adds the key, with baseURL and no apiKey, or, for a test key in your own page, set dangerouslyAllowBrowser",
    );
  }
}

function checkBaseURL(baseURL: unknown, hasKey: boolean): void {
  // A server may make the client of a component that it renders, so a path is refused when a call needs it.
  if (!(matches(baseURL, rules.BASE_URL) || (!hasKey && matches(baseURL, rules.BASE_PATH)))) {
    throw refuse(
      'baseURL must be https, or http on a loopback host, or, in a page and without apiKey, a path such as "/flex"; it has no credentials, query or fragment',
    );
  }
}

/** Checks the caller's headers, and returns names and values in turn. Values are never quoted. */
function checkHeaders(option: string, headers: HeadersLike | undefined): string[] {
  if (headers === undefined) {
    return [];
  }
  if (typeof headers !== "object" || headers === null) {
    throw refuse(`${option} must be an object, a Headers, or pairs`);
  }
  const pairs: Iterable<unknown> = Symbol.iterator in headers ? headers : Object.entries(headers);
  return Array.from(pairs, (pair) => checkHeader(option, pair)).flat();
}

function checkHeader(option: string, pair: unknown): [string, string] {
  const [name, value]: unknown[] = Array.isArray(pair) ? pair : [];
  if (typeof name !== "string" || typeof value !== "string") {
    throw refuse(`${option} must consist of strings, each a header's name and its value`);
  }
  if (!rules.HEADER_NAME.test(name)) {
    throw refuse(`${option} has an invalid header name`);
  }
  const lower = name.toLowerCase();
  const instead = Object.entries(rules.RESERVED_HEADERS).find(([reserved]) => reserved === lower);
  if (instead) {
    throw refuse(`${option} may not set ${lower}, which the client sets itself; pass it as ${instead[1]}`);
  }
  if (!rules.HEADER_VALUE.test(value)) {
    throw refuse(`${option} has a value for ${lower} with a character that is not printable ASCII`);
  }
  return [name, value];
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
    const hint = meant ? `it is spelled ${meant}` : `its options are ${[...known].join(", ")}`;
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
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > rules.MOST) {
    const unit = /^(timeout|deadline|maxRetryDelay)$/.test(name) ? " of milliseconds" : "";
    const got = typeof value === "number" ? `; got ${value}` : "";
    throw refuse(`${name} must be a whole number${unit} from ${least} to ${rules.MOST}${got}`);
  }
  return value;
}

export function flag(name: string, value: unknown): boolean {
  if (value !== undefined && typeof value !== "boolean") {
    throw refuse(`${name} must be true or false`);
  }
  return value === true;
}

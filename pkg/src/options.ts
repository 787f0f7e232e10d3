import { refuse } from "./error.js";
import type { Options } from "./generated/crossings.js";
import type { Action, CheckoutSession, Drift, FlexEvent, Hold, PaymentIntentId } from "./generated/models.js";
import * as rules from "./generated/rules.js";

/** Headers in any form that `fetch` takes. */
export type HeadersLike = Headers | Record<string, string> | Iterable<readonly [string, string]>;

/**
 * The parts of `fetch` that the client uses. `globalThis.fetch`, undici's and node-fetch's fit. The client reads the body as a
 * web stream or an async iterable of bytes, or else by `arrayBuffer`.
 */
export type FetchLike = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    redirect: "manual";
    signal: AbortSignal;
    cache?: "no-store";
  },
) => Promise<{
  /** The HTTP status. */
  readonly status: number;
  /** The response's headers. */
  readonly headers: {
    /** Returns a header's value, whatever the case of its name. */
    get(name: string): string | null;
  };
  /** A web stream or an async iterable of bytes. */
  readonly body?: unknown;
  /** Reads the whole body. */
  arrayBuffer(): Promise<ArrayBuffer>;
}>;

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
  fetch?: FetchLike | undefined;
  /** Makes drift an error of kind `"decode"`. The hold is placed anyway. Default: `false`. */
  strict?: boolean | undefined;
  /** Receives the events of each call. They contain no secret. An error that it throws is ignored. */
  onEvent?: ((event: FlexEvent) => void) | undefined;
  /** Lets a browser use a test key: a page, a worker, an extension. Default: `false`. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** Options of one call. */
export interface CallOptions {
  /** Aborts the call. */
  signal?: AbortSignal | undefined;
  /**
   * Repeats an earlier call: 1 to 255 visible ASCII characters. Without it each call makes a new key, and so may place or
   * capture a hold again.
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

/** Options of a list. Its order is Flex's. */
export interface ListOptions extends CallOptions {
  /** Payment intents per request, 1 to 100. Default: 100. */
  limit?: number | undefined;
  /** Id of the payment intent after which the list starts. */
  startingAfter?: PaymentIntentId | undefined;
  /** Id of the payment intent before which the list ends. The pages are then read backwards. */
  endingBefore?: PaymentIntentId | undefined;
}

/** A session or another object, and the facts of the call that fetched it. */
export interface FlexResponse<Data = CheckoutSession> {
  /** The object as Flex sent it. */
  data: Data;
  /** The HTTP status of the response that held the object. */
  status: number;
  /** The headers of that response. */
  headers: Headers;
  /** Number of requests that were sent. */
  attempts: number;
  /** The key that every POST carried; absent for a call that only reads. */
  idempotencyKey?: string;
  /**
   * The payment intents of a session that a merchant must store. A reauth makes new ones. Computed when it is first read.
   * Empty if the object is no session.
   */
  holds: Hold[];
  /** The first path at which the response departs from the types, or null. Computed when it is first read. */
  drift: Drift | null;
  /** True if the response to the POST was cut off, and the object was read by a GET instead. */
  recovered: boolean;
}

/** The subject of a call. */
export interface Target {
  action: Action;
  /** Id of a session or a payment intent. */
  id: string;
  /** The parameters of a capture. Rust checks them. */
  params?: object | undefined;
  /** The payment intent next to a further page of a list. */
  cursor?: string | undefined;
  /** Names and values of a list's query, in turn; by default those of the call's options. */
  query?: string[];
}

/** Options of a client and a call that are checked and complete. */
export interface CheckedOptions extends Options {
  fetch?: FetchLike | undefined;
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

const listOptions: ReadonlySet<string> = new Set<keyof ListOptions>([
  ...(callOptions as Set<keyof CallOptions>),
  "limit",
  "startingAfter",
  "endingBefore",
]);

/**
 * Returns the parameters of a call as JSON, so that every attempt sends the same. What JSON would leave out is refused: a
 * capture without parameters takes the whole hold.
 */
export function writeParams({ action, params }: Target): string | undefined {
  if (params === undefined) {
    return undefined;
  }
  const prototype = typeof params === "object" && params && Reflect.getPrototypeOf(params);
  // A plain object, of any realm.
  if (!params || prototype === false || (prototype && Reflect.getPrototypeOf(prototype))) {
    throw refuse(`the parameters of ${action} must be a plain object`);
  }
  let json: string;
  let dropped: string | symbol | undefined;
  try {
    json = JSON.stringify(params);
    const kept = JSON.parse(json);
    dropped = Reflect.ownKeys(params).find((name) => !(name in kept));
  } catch {
    throw refuse(`the parameters of ${action} are not JSON`);
  }
  if (dropped !== undefined) {
    throw refuse(`${String(dropped)} has no value in JSON; leave it out`);
  }
  return json;
}

/** Returns the query of a list's page: the first one, or the one next to a payment intent. */
export function pageQuery(options: ListOptions | undefined, cursor?: string): string[] {
  const { limit = 100, startingAfter, endingBefore } = options ?? {};
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= 100)) {
    throw refuse("limit must be a whole number from 1 to 100");
  }
  for (const [name, id] of Object.entries({ startingAfter, endingBefore })) {
    if (id !== undefined && (typeof id !== "string" || id === "")) {
      throw refuse(`${name} must be the id of a payment intent`);
    }
  }
  if (startingAfter && endingBefore) {
    throw refuse("startingAfter and endingBefore exclude each other");
  }
  const from = cursor ?? startingAfter ?? endingBefore;
  const name = endingBefore ? "ending_before" : "starting_after";
  return ["limit", `${limit}`, ...(from ? [name, from] : [])];
}

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
  { action, id }: Target,
  options: CallOptions | undefined,
  client: CheckedOptions,
): CheckedOptions {
  if (typeof id !== "string") {
    const [whose, prefix] = action.endsWith("PaymentIntent") ? ["payment intent", "fpi"] : ["session", "fcs"];
    throw refuse(`the ${whose}'s id must be a string, which begins with ${prefix}_`);
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
  checkNames(options, action === "listPaymentIntents" ? listOptions : callOptions, "the call");
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

/** Keeps keys out of browsers, where anyone can read them. */
function checkBrowserKey(apiKey: string, allowed: boolean): void {
  if (!rules.BROWSERS.some((globals) => globals.every((name) => name in globalThis))) {
    return;
  }
  const isTest = apiKey.startsWith("fsk_test_");
  if (!(isTest && allowed)) {
    throw refuse(
      `A ${isTest ? "test" : "live"} apiKey in a browser can be read by anyone; call your own gateway, which adds the key, with baseURL and no apiKey${isTest ? ", or set dangerouslyAllowBrowser" : ""}`,
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
  const joined = new Map<string, string>();
  for (const pair of pairs) {
    const [name, value] = checkHeader(option, pair);
    const first = joined.get(name);
    // As fetch joins them.
    joined.set(name, first === undefined ? value : `${first}, ${value}`);
  }
  return [...joined].flat();
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
  if (rules.CONNECTION_HEADERS.test(lower)) {
    throw refuse(`${option} may not set ${lower}, which belongs to the connection and is set by fetch`);
  }
  if (!rules.HEADER_VALUE.test(value)) {
    throw refuse(`${option} has a value for ${lower} with a character that is not printable ASCII`);
  }
  return [lower, value];
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

export function checkNames(options: object, known: ReadonlySet<string>, whose: string): void {
  // A Map or an array would be an object without options.
  if (typeof options !== "object" || options === null || Symbol.iterator in options) {
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

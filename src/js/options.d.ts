/** Options of the client and of one call. Times are in milliseconds. */
export interface FlexOptions {
  /** The API key, `fsk_test_…` or `fsk_…`. Leave it out with the `baseURL` of a gateway that adds it, and in every page. */
  apiKey?: string;
  /** The address of the API or of a gateway. Default: `"https://api.withflex.com"`. */
  baseURL?: string;
  /** Limits one attempt, headers and body. Default: 30,000. */
  timeout?: number;
  /** Limits the call with all its attempts and waits. Default: no limit. */
  deadline?: number;
  /** Limits the requests after the first one. Default: 2. */
  maxRetries?: number;
  /** Limits the wait before a further request. Default: 60,000. */
  maxRetryDelay?: number;
  /** Limits the body that is read, in bytes. Default: 8 MiB. */
  maxResponseBytes?: number;
  /** Headers of every request. */
  defaultHeaders?: HeadersInit;
  /** Headers of this call. */
  headers?: HeadersInit;
  /** Makes drift an error, although the hold is placed. Default: `false`. */
  strict?: boolean;
  /** Related objects to send in full instead of their ids: `["customer", "payment_intent"]`. */
  expand?: readonly string[];
  /** Repeats an earlier reauth: 1 to 255 visible ASCII characters. */
  idempotencyKey?: string;
  /** Aborts the call. */
  signal?: AbortSignal;
  /** Called instead of the global `fetch`, with a URL and an init, and `this` undefined. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Receives the events of the call. An error that it throws is ignored. */
  onEvent?: (event: FlexEvent) => void;
}

/** A session, and the facts of the call that fetched it. */
export interface FlexResponse<Data = CheckoutSession> {
  /** The session or other object as Flex sent it. */
  data: Data;
  /** The HTTP status of the response that held the session. */
  status: number;
  /** Number of requests that were sent. */
  attempts: number;
  /** The key that every POST carried; absent for a call that only reads. */
  idempotencyKey?: string;
  /** The payment intents that a merchant must store. A reauth makes new ones. */
  holds: Hold[];
  /** The first path at which the response departs from the types, or null. */
  drift: Drift | null;
  /** True if the response to the POST was cut off, and the session was read by a GET instead. */
  recovered: boolean;
}

/** The error that a call rejects with. */
export interface FlexError extends Error {
  name: "FlexError";
  kind: ErrorKind;
  /** Says whether the call took effect. */
  outcome: Outcome;
  /** Number of requests that were sent. */
  attempts: number;
  /** The HTTP status of the response that the error is about. */
  status?: number;
  /** Flex's machine code, such as `checkout_session_expired`. */
  code?: string;
  /** The key that every attempt carried. */
  idempotencyKey?: string;
  /** The wait that Flex asked for, in milliseconds. */
  retryAfter?: number;
  /** The path in the body that is wrong. */
  path?: string;
  /** The body that arrived; not enumerable, because it may hold personal data. */
  readonly body?: string;
  /** The caller's reason, if the call was aborted. */
  cause?: unknown;
}

import type { ErrorKind, Outcome } from "./generated/models.js";

const brand: unique symbol = Symbol.for("flex-checkout.FlexError") as never;

/** The facts of a {@link FlexError}. */
export type FlexErrorFacts = Pick<FlexError, "kind" | "outcome" | "message" | "attempts"> & {
  [fact in "status" | "code" | "idempotencyKey" | "retryAfter" | "path" | "body" | "headers" | "cause"]?:
    | FlexError[fact]
    | undefined;
};

/** Optional facts. The last three may contain personal data, and so are not enumerable. */
const optional = [
  "status",
  "code",
  "idempotencyKey",
  "retryAfter",
  "path",
  "body",
  "headers",
  "cause",
] as const;

/**
 * The error that a call rejects with. Its message contains no secret.
 *
 * @example
 * ```ts
 * try {
 *   await flex.reauth(id);
 * } catch (error) {
 *   if (!FlexError.is(error)) throw error;
 *   switch (error.outcome) {
 *     case "unknown": // perhaps there is a hold: the same key again makes no second one
 *       await flex.reauth(id, { idempotencyKey: error.idempotencyKey });
 *       break;
 *     case "applied": // there is a hold, and its session could not be read
 *       await flex.retrieve(id);
 *       break;
 *     default: // there is none
 *       console.error(error.kind, error.code, error.message);
 *   }
 * }
 * ```
 */
export class FlexError extends Error {
  /** Always `"FlexError"`. */
  override readonly name = "FlexError";
  /** The kind of failure. */
  readonly kind: ErrorKind;
  /**
   * Did the call place a hold? `"not_sent"` and `"rejected"`: no. `"unknown"`: perhaps; read the
   * session with `retrieve`, or repeat the call with {@link FlexError.idempotencyKey}. `"applied"`:
   * yes. `"none"`: a retrieve places no hold.
   */
  readonly outcome: Outcome;
  /** Number of requests that were sent. */
  readonly attempts: number;
  /** The HTTP status of the response that the error is about. */
  declare readonly status?: number;
  /** Flex's machine code, such as `checkout_session_expired`; of the kind `"webhook"`, the failed check. */
  declare readonly code?: string;
  /** The key that every POST of the call carried. Repeat the call with it, not with a new one. */
  declare readonly idempotencyKey?: string;
  /** The wait that Flex asked for before the next attempt, in milliseconds. */
  declare readonly retryAfter?: number;
  /**
   * The path of the invalid value in the body, such as `checkout_session.tax_rate.amount`, or in the parameters, such as
   * `line_items[2].amount_to_capture`.
   */
  declare readonly path?: string;
  /** The response's body as a string. Not enumerable: it may contain personal data. */
  declare readonly body?: string;
  /** The headers of the last response. Not enumerable. */
  declare readonly headers?: Headers;
  /** The platform's error, or the caller's reason for aborting. Not enumerable. */
  declare readonly cause?: unknown;

  /**
   * Makes an error of its facts; for tests of code that handles it.
   *
   * @example
   * ```ts
   * const error = new FlexError({ kind: "timeout", outcome: "unknown", message: "too late", attempts: 3 });
   * ```
   */
  constructor(facts: FlexErrorFacts) {
    super(facts.message);
    this.kind = facts.kind;
    this.outcome = facts.outcome;
    this.attempts = facts.attempts;
    for (const name of optional) {
      const value = facts[name];
      if (value !== undefined) {
        const enumerable = !/body|headers|cause/.test(name);
        Object.defineProperty(this, name, { value, enumerable, configurable: true, writable: true });
      }
    }
  }

  /**
   * Returns true for a FlexError of this copy of the package or another, minified or not.
   *
   * @example
   * ```ts
   * flex.reauth(id).catch((error) => {
   *   console.error(FlexError.is(error) ? error.toJSON() : error);
   * });
   * ```
   */
  static is(value: unknown): value is FlexError {
    return typeof value === "object" && value !== null && brand in value;
  }

  /** The facts that are safe to log. */
  toJSON(): object {
    return { ...this, message: this.message };
  }
}

Object.defineProperty(FlexError.prototype, brand, { value: true });

/** The error about an invalid option or argument. Nothing was sent. */
export function refuse(message: string): FlexError {
  return new FlexError({ kind: "configuration", outcome: "not_sent", message: `${message}.`, attempts: 0 });
}

/** Replaces the key in a string by `[redacted]`. */
export function redact(text: string, key: string | undefined): string {
  return key === undefined ? text : text.replaceAll(key, "[redacted]");
}

/** Replaces the key in headers that a server echoed it in. */
export function redactHeaders(headers: Headers | undefined, key: string | undefined): Headers {
  if (!headers || typeof headers[Symbol.iterator] !== "function") {
    // The headers of a stand-in may not be iterable.
    return new Headers();
  }
  if (key === undefined || ![...headers].some(([, value]) => value.includes(key))) {
    return headers;
  }
  const redacted = new Headers();
  for (const [name, value] of headers) {
    redacted.append(name, redact(value, key));
  }
  return redacted;
}

/**
 * Returns true if a printed value could show the key: in its own strings, or in those of an object that it refers to. An
 * object with hidden state, such as a Request, counts as showing it, unless `trusted`.
 */
export function shows(
  value: unknown,
  key: string | undefined,
  trusted: boolean,
  seen = new Set<unknown>(),
): boolean {
  if (key === undefined || seen.has(value)) {
    return false;
  }
  if (typeof value === "string") {
    return value.includes(key);
  }
  if (typeof value !== "object" || value === null) {
    return false;
  }
  seen.add(value);
  try {
    return (
      seen.size > 100 ||
      !(trusted || isTransparent(value)) ||
      Reflect.ownKeys(value).some((name) => shows(Reflect.get(value, name), key, trusted, seen)) ||
      shows(Reflect.get(value, "message"), key, trusted, seen)
    );
  } catch {
    return true;
  }
}

/** Returns true for an object without hidden state: a plain object, an array or an error. */
function isTransparent(value: object): boolean {
  const prototype = Reflect.getPrototypeOf(value);
  return (
    Array.isArray(value) ||
    // A plain object, of any realm.
    prototype === null ||
    Reflect.getPrototypeOf(prototype) === null ||
    /^\[object (Error|DOMException)\]$/.test(Object.prototype.toString.call(value))
  );
}

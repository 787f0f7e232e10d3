import type { ErrorKind, Outcome } from "./generated/models.js";

const brand: unique symbol = Symbol.for("flex-checkout.FlexError") as never;

/** The facts that a {@link FlexError} is made of. */
export type FlexErrorFacts = Pick<FlexError, "kind" | "outcome" | "message" | "attempts"> & {
  [fact in "status" | "code" | "idempotencyKey" | "retryAfter" | "path" | "body" | "headers" | "cause"]?:
    | FlexError[fact]
    | undefined;
};

/** Facts that an error has only where there is something to say. */
const shown = ["status", "code", "idempotencyKey", "retryAfter", "path"] as const;

/** Those of them that may hold personal data, and so are not enumerable. */
const hidden = ["body", "headers", "cause"] as const;

/**
 * A call that gave no session. Its text holds no secret.
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
  /** What went wrong. */
  readonly kind: ErrorKind;
  /**
   * Did the call place a hold? `"not_sent"` and `"rejected"`: no. `"unknown"`: perhaps; read the
   * session with `retrieve`, or repeat the call with {@link FlexError.idempotencyKey}. `"applied"`:
   * yes. `"none"`: a retrieve places none.
   */
  readonly outcome: Outcome;
  /** How many requests were sent. */
  readonly attempts: number;
  /** The HTTP status of the answer that the error is about. */
  declare readonly status?: number;
  /** Flex's machine code, such as `checkout_session_expired`. */
  declare readonly code?: string;
  /** The key that every POST of the call carried. Repeat the call with it, not with a new one. */
  declare readonly idempotencyKey?: string;
  /** How long Flex asked to wait before the next attempt, in milliseconds. */
  declare readonly retryAfter?: number;
  /** The place in the body that is wrong, `checkout_session.tax_rate.amount`. */
  declare readonly path?: string;
  /** The body that arrived, as text. Not enumerable: it may hold personal data. */
  declare readonly body?: string;
  /** The headers of the last response. Not enumerable. */
  declare readonly headers?: Headers;
  /** What the platform threw, or the caller's reason for aborting. Not enumerable. */
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
    for (const name of shown) {
      this.#set(name, facts[name], true);
    }
    for (const name of hidden) {
      this.#set(name, facts[name], false);
    }
  }

  #set(name: string, value: unknown, enumerable: boolean): void {
    if (value !== undefined) {
      Object.defineProperty(this, name, { value, enumerable, configurable: true, writable: true });
    }
  }

  /**
   * Whether a value is a FlexError, of this copy of the package or another, minified or not.
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

// Responses of the keeper's routes.

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** The reason why a request is rejected. */
export type RefusalCode =
  | "invalid_request"
  | "unauthorized"
  | "not_kept"
  | "session_not_found"
  | "route_not_found"
  | "method_not_allowed"
  | "payload_too_large"
  | "conflict"
  | "rejected"
  | "outcome_unknown"
  | "flex_failed"
  | "overloaded"
  | "not_configured"
  | "failed";

/** The body of an error response. */
export interface HoldsError {
  error: {
    code: RefusalCode;
    /** The reason, in a sentence. */
    message: string;
  } & FlexFacts;
}

/** The facts of a failed call to Flex. */
export interface FlexFacts {
  /** The outcome of the call: `"not_sent"`, `"rejected"`, `"unknown"`, `"applied"` or `"none"`. */
  outcome?: string;
  /** Flex's machine code. */
  flexCode?: string | undefined;
  /** The call's idempotency key. */
  idempotencyKey?: string | undefined;
}

/** Headers of a refusal, and facts of a failed call to Flex. */
interface RefusalOptions {
  headers?: Record<string, string>;
  facts?: FlexFacts;
}

/** Ends a request with an error response. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  readonly code: RefusalCode;
  readonly headers: Record<string, string>;
  readonly facts: FlexFacts;

  constructor(status: number, code: RefusalCode, message: string, { headers, facts }: RefusalOptions = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers ?? {};
    this.facts = facts ?? {};
  }

  response(): Response {
    const body: HoldsError = { error: { code: this.code, message: this.message, ...this.facts } };
    return Response.json(body, { status: this.status, headers: { ...HEADERS, ...this.headers } });
  }
}

/** Rejects an invalid part of the request. */
export const invalid = (message: string): Refusal => new Refusal(400, "invalid_request", message);

export function answer(body: unknown): Response {
  return Response.json(body, { headers: HEADERS });
}

/** Marks a response as uncacheable. */
export function uncached(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) {
    headers.set(name, value);
  }
  return new Response(response.body, { status: response.status, headers });
}

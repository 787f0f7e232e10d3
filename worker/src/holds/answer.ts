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
  | "overloaded"
  | "not_configured"
  | "failed";

/** The body of an error response. */
export interface HoldsError {
  error: {
    code: RefusalCode;
    /** The reason, in a sentence. */
    message: string;
  };
}

/** Ends a request with an error response. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  readonly code: RefusalCode;
  readonly headers: Record<string, string>;

  constructor(status: number, code: RefusalCode, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  response(): Response {
    const body: HoldsError = { error: { code: this.code, message: this.message } };
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

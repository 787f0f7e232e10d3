// How the keeper's routes answer.

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** Why a request was refused. */
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

/** The answer to a request that was refused. */
export interface HoldsError {
  error: {
    code: RefusalCode;
    /** A sentence that says what is wrong. */
    message: string;
  };
}

/** What ends a request before its time. */
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

/** A refusal of something in the request. */
export const invalid = (message: string): Refusal => new Refusal(400, "invalid_request", message);

export function answer(body: unknown): Response {
  return Response.json(body, { headers: HEADERS });
}

/** Another's answer, as one that nobody keeps. */
export function uncached(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) {
    headers.set(name, value);
  }
  return new Response(response.body, { status: response.status, headers });
}

import type { ErrorKind, Outcome } from "../generated/models.js";

/** An error as it crosses to the caller's client, as the module says. */
export interface Fault {
  status: number;
  kind: ErrorKind;
  outcome: Outcome;
  code?: string;
  message: string;
  /** Milliseconds. */
  retryAfter?: number;
}

/** The answer that says it. */
export function faultResponse(fault: Fault, headers: Record<string, string>): Response {
  const { status, kind, outcome, code, message, retryAfter } = fault;
  const wait: Record<string, string> =
    retryAfter === undefined
      ? {}
      : { "retry-after": String(Math.ceil(retryAfter / 1000)), "retry-after-ms": String(retryAfter) };
  return Response.json(
    { error: { code, message, kind, outcome } },
    { status, headers: { ...headers, ...wait } },
  );
}

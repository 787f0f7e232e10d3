import type { Fault } from "../generated/server.js";
import { refusalFault } from "../generated/server.js";
import { load } from "../wasm/core.js";
import type { CheckedGatewayOptions, GatewayLogEntry } from "./options.js";

/** A request, and what is known of it so far. */
export interface RequestState {
  options: CheckedGatewayOptions;
  request: Request;
  /** The line that is logged. */
  entry: Partial<GatewayLogEntry>;
  /** Headers of the response, whatever its status. */
  headers: Record<string, string>;
  /** The outcome of the call if the gateway itself fails from here on. */
  outcome: Fault["outcome"];
  /** The exception that is passed to `log`. */
  thrown?: unknown;
}

/** Returns the response of an error. */
export function errorResponse(fault: Fault, headers: Record<string, string>): Response {
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

/** Refuses a request without calling Flex. `retryAfter` is in milliseconds. */
export async function refuseRequest(
  { entry, request, headers }: RequestState,
  code: string,
  retryAfter?: number,
): Promise<Response> {
  entry.refused = code;
  await load();
  const fault: Fault = JSON.parse(refusalFault(code, request.method === "POST"));
  return errorResponse(retryAfter === undefined ? fault : { ...fault, retryAfter }, headers);
}

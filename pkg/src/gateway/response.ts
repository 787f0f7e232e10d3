import type { Fault } from "../generated/server.js";
import { refusalFault } from "../generated/server.js";
import { load } from "../wasm/core.js";
import type { CheckedGatewayOptions, GatewayLogEntry } from "./options.js";

/** A request and its progress. */
export interface RequestState {
  options: CheckedGatewayOptions;
  request: Request;
  /** The log entry. */
  entry: Partial<GatewayLogEntry>;
  /** Headers of the response, whatever its status. */
  headers: Record<string, string>;
  /** The outcome to report if the gateway itself fails. */
  outcome: Fault["outcome"];
  /** The exception that is passed to `log`. */
  thrown?: unknown;
}

/** Creates an error response. */
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

/** Refuses a request without calling Flex. `more` changes the error. */
export async function refuseRequest(
  { entry, request, headers, outcome }: RequestState,
  code: string,
  more: Partial<Fault> = {},
): Promise<Response> {
  entry.refused = code;
  await load();
  const hasEffect = request.method === "POST" && outcome !== "none";
  const fault: Fault = JSON.parse(refusalFault(code, hasEffect));
  return errorResponse({ ...fault, ...more }, headers);
}

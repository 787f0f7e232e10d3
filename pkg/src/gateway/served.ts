import type { Outcome } from "../generated/models.js";
import { Decision, decide } from "../load/server.js";
import { type Fault, faultResponse } from "./answer.js";
import type { CheckedGatewayOptions, GatewayLogEntry } from "./options.js";

/** A request on its way. */
export interface Served {
  options: CheckedGatewayOptions;
  request: Request;
  entry: Partial<GatewayLogEntry>;
  headers: Record<string, string>;
  /** Whether a hold is placed, should everything else fail from here on. */
  outcome: Outcome;
  thrown?: unknown;
}

/** Somebody who may do what is asked. */
export interface Caller {
  /** Empty if nobody in particular. */
  principal: string;
  once?: string | undefined;
}

/** The answer by which the gateway refuses a request itself. */
export async function refused(served: Served, why: string, retryAfter?: number): Promise<Response> {
  served.entry.refused = why;
  const fault = await decide<Fault>(Decision.refuse, [why, served.request.method === "POST"]);
  return faultResponse(retryAfter === undefined ? fault : { ...fault, retryAfter }, served.headers);
}

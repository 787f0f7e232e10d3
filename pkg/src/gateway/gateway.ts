import type { Admission, Fault, RequestHead } from "../generated/server.js";
import { gate } from "../generated/server.js";
import { load } from "../wasm/core.js";
import { discardBody, readParams } from "./body.js";
import { authorize, limitRate } from "./callers.js";
import { forward } from "./forward.js";
import { callHook } from "./hooks.js";
import {
  type CheckedGatewayOptions,
  checkGatewayOptions,
  type GatewayCall,
  type GatewayLogEntry,
  type GatewayOptions,
} from "./options.js";
import { errorResponse, type RequestState, refuseRequest } from "./response.js";

/** The platform's context of a request, such as a Worker's `ctx`. */
export interface GatewayContext {
  /** Keeps the platform from ending the work when the caller disconnects. */
  waitUntil?(work: Promise<unknown>): void;
}

/** Serves a request. It never rejects. */
export type Gateway = (request: Request, context?: GatewayContext) => Promise<Response>;

/**
 * Creates a gateway between front ends and Flex. It adds the API key, so that no page has to hold it, and
 * returns only the fields of a session that a front end needs.
 *
 * By default it serves `POST {path}/v1/checkout/sessions/{id}/reauth` and `GET {path}/v1/checkout/sessions/{id}`.
 * `actions` lists the calls that it serves. A `FlexClient` calls it like Flex if its `baseURL` is the gateway's address.
 *
 * @throws {@link FlexError} of kind `"configuration"`, if an option is invalid.
 * @example
 * ```ts
 * const gateway = createGateway({
 *   apiKey: env.FLEX_API_KEY,
 *   authorize: signedSession({ secret: env.FLEX_TOKEN_SECRET }),
 *   onReauth: ({ sessionId, holds }) => console.log(sessionId, holds), // store the payment intents
 * });
 * const response = await gateway(request);
 * ```
 */
export function createGateway(options: GatewayOptions): Gateway {
  const checked = checkGatewayOptions(options);
  return (request, context) => {
    const response = serve(checked, request);
    // A call continues when its caller disconnects, so that its outcome is logged.
    try {
      context?.waitUntil?.(response);
    } catch {
      // The context has ended, or is not one.
    }
    return response;
  };
}

async function serve(options: CheckedGatewayOptions, request: Request): Promise<Response> {
  const started = Date.now();
  const state: RequestState = { options, request, entry: {}, headers: {}, outcome: "rejected" };
  let response: Response;
  try {
    response = await respond(state);
  } catch (thrown) {
    state.thrown = thrown;
    response = gatewayFailed(state);
  }
  const entry: GatewayLogEntry = {
    message: "flex gateway",
    status: response.status,
    duration_ms: Date.now() - started,
    method: request.method,
    ...state.entry,
  };
  // The response does not wait for the log, and does not depend on it.
  callHook(options.hookTimeout, () => options.log(entry, state.thrown));
  return response;
}

async function respond(state: RequestState): Promise<Response> {
  const { options, request, entry } = state;
  await load();
  const { headers, verdict }: Admission = JSON.parse(gate(options.rules, JSON.stringify(headOf(request))));
  state.headers = headers;
  if (verdict.type === "preflight") {
    return new Response(null, { status: 204, headers });
  }
  if (verdict.type === "refused") {
    return refuseRequest(state, verdict.code);
  }
  const { sessionId, action, hasEffect, takesParams } = verdict;
  entry.action = action;
  entry.session = sessionId;
  state.outcome = hasEffect ? "rejected" : "none";
  const body = takesParams
    ? await readParams(request, options)
    : { refused: await discardBody(request, options) };
  if (body.refused !== undefined) {
    return refuseRequest(state, body.refused);
  }
  const call: GatewayCall = { sessionId, action };
  const caller = await authorize(state, call);
  if (caller instanceof Response) {
    return caller;
  }
  const limited = await limitRate(state, call, caller);
  return (
    limited ?? forward(state, { ...verdict, params: "params" in body ? body.params : undefined }, caller)
  );
}

function headOf({ method, url, headers }: Request): RequestHead {
  const { origin: ownOrigin, pathname: path, search: query } = parseUrl(url);
  return {
    method,
    ownOrigin,
    path,
    query,
    origin: headers.get("origin"),
    requestedMethod: method === "OPTIONS" ? headers.get("access-control-request-method") : null,
    contentLength: headers.get("content-length"),
    idempotencyKey: headers.get("idempotency-key"),
  };
}

/** Parses a URL. A URL from an invalid header `Host` has no route. */
function parseUrl(url: string): Pick<URL, "origin" | "pathname" | "search"> {
  try {
    return new URL(url);
  } catch {
    return { origin: "null", pathname: "", search: "" };
  }
}

/** Returns the response if the gateway itself fails: its module is unavailable or trapped. */
function gatewayFailed({ entry, headers, outcome }: RequestState): Response {
  entry.refused = "gateway_failed";
  entry.outcome = outcome;
  const message = `The gateway failed${outcome === "applied" ? " after Flex responded" : ""}.`;
  const fault: Fault = { status: 500, kind: "server", outcome, code: "gateway_failed", message };
  return errorResponse(fault, { "cache-control": "no-store", ...headers });
}

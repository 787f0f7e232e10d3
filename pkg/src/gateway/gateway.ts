import type { Admission, Fault, RequestHead } from "../generated/server.js";
import { gate } from "../generated/server.js";
import { openStream } from "../transport.js";
import { load } from "../wasm/core.js";
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
 * It serves `POST {path}/v1/checkout/sessions/{id}/reauth` and `GET {path}/v1/checkout/sessions/{id}`, which
 * a `FlexClient` calls whose `baseURL` is the gateway's.
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
    // A reauth continues when its caller disconnects: its outcome has to be logged.
    try {
      context?.waitUntil?.(response);
    } catch {
      // The platform's context is over, or of another kind.
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
  const { sessionId, action, expand } = verdict;
  entry.action = action;
  entry.session = sessionId;
  state.outcome = action === "reauth" ? "rejected" : "none";
  const invalidBody = await discardBody(request, options);
  if (invalidBody !== undefined) {
    return refuseRequest(state, invalidBody);
  }
  const call: GatewayCall = { sessionId, action };
  const caller = await authorize(state, call);
  if (caller instanceof Response) {
    return caller;
  }
  const limited = await limitRate(state, call, caller);
  return limited ?? forward(state, call, caller, expand);
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

/** Parses a URL. One that a server made of an invalid header Host has no route. */
function parseUrl(url: string): Pick<URL, "origin" | "pathname" | "search"> {
  try {
    return new URL(url);
  } catch {
    return { origin: "null", pathname: "", search: "" };
  }
}

/** Reads and discards the body, which the routes do not need. Returns the reason to refuse the request, if any. */
async function discardBody(
  request: Request,
  { maxRequestBytes, hookTimeout }: CheckedGatewayOptions,
): Promise<"request_too_large" | "request_timeout" | undefined> {
  // Reading `body` makes a stream, which costs more than a header.
  if (request.headers.get("content-length") === "0" || !request.body) {
    return undefined;
  }
  const { read, cancel } = openStream(request.body);
  const readAll = async () => {
    for (let size = 0; ; ) {
      const { done, value } = await read();
      if (done) {
        return true;
      }
      size += (value as Uint8Array).byteLength;
      if (size > maxRequestBytes) {
        return false;
      }
    }
  };
  const result = await callHook(hookTimeout, readAll);
  if ("value" in result && result.value) {
    return undefined;
  }
  callHook(hookTimeout, cancel);
  return "thrown" in result ? "request_timeout" : "request_too_large";
}

/** Returns the response if the gateway itself fails: its module is not available, or trapped. */
function gatewayFailed({ entry, headers, outcome }: RequestState): Response {
  entry.refused = "gateway_failed";
  entry.outcome = outcome;
  const message = `The gateway failed${outcome === "applied" ? " after Flex responded" : ""}.`;
  const fault: Fault = { status: 500, kind: "server", outcome, code: "gateway_failed", message };
  return errorResponse(fault, { "cache-control": "no-store", ...headers });
}

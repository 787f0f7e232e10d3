import { refuse } from "../error.js";
import { Decision, decide } from "../load/server.js";
import { ignore as quietly } from "../transport.js";
import { type Fault, faultResponse } from "./answer.js";
import { discardBody } from "./body.js";
import { forward } from "./forward.js";
import { hook } from "./hook.js";
import {
  type CheckedGatewayOptions,
  checkGatewayOptions,
  type GatewayCall,
  type GatewayLogEntry,
  type GatewayOptions,
} from "./options.js";
import { type Caller, refused, type Served } from "./served.js";

/** What a platform offers beside the request, such as a Worker's `ctx`. */
export interface GatewayContext {
  /** Keeps the platform from ending the work when the caller leaves. */
  waitUntil?(work: Promise<unknown>): void;
}

/** Serves a request. It never rejects. */
export type Gateway = (request: Request, context?: GatewayContext) => Promise<Response>;

/**
 * Makes a gateway between front ends and Flex: it adds the API key, so that no browser has to hold it, and
 * lets through of a session only what a front end needs.
 *
 * It serves `POST {path}/v1/checkout/sessions/{id}/reauth` and `GET {path}/v1/checkout/sessions/{id}`, to
 * which a `FlexClient` with the gateway's address for `baseURL` speaks.
 *
 * @throws {@link FlexError} of kind `"configuration"`, if an option cannot be used.
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
    const work = serve(checked, request);
    // A reauth that has begun goes on when its caller leaves: its outcome is to be known and logged.
    try {
      context?.waitUntil?.(work);
    } catch {
      // The platform's context is over, or of another kind.
    }
    return work;
  };
}

/** What the module says of a request. */
interface Gate {
  headers: Record<string, string>;
  preflight?: true;
  refused?: string;
  action?: GatewayCall["action"];
  sessionId?: string;
  expand?: string[];
}

async function serve(options: CheckedGatewayOptions, request: Request): Promise<Response> {
  const started = Date.now();
  const served: Served = {
    options,
    request,
    entry: {},
    headers: {},
    outcome: "rejected",
  };
  let response: Response;
  try {
    response = await answer(served);
  } catch (thrown) {
    served.thrown = thrown;
    response = broken(served);
  }
  const { entry, thrown } = served;
  const [status, duration_ms] = [response.status, Date.now() - started];
  const line: GatewayLogEntry = {
    message: "flex gateway",
    status,
    duration_ms,
    method: request.method,
    ...entry,
  };
  // Nobody waits for a line to be written.
  quietly(() => options.log(line, thrown));
  return response;
}

/** The answer where the gateway itself breaks: its module cannot be had, or broke. */
function broken({ entry, headers, outcome }: Served): Response {
  entry.refused = "gateway_failed";
  entry.outcome = outcome;
  const message = `The gateway failed${outcome === "applied" ? " after Flex answered" : ""}.`;
  const fault: Fault = { status: 500, kind: "server", outcome, code: "gateway_failed", message };
  return faultResponse(fault, { "cache-control": "no-store", ...headers });
}

async function answer(served: Served): Promise<Response> {
  const { options, request, entry } = served;
  const gate = await decide<Gate>(Decision.gate, [...options.rules, ...asked(request)]);
  const { headers, sessionId, action, expand } = gate;
  served.headers = headers;
  if (gate.preflight) {
    return new Response(null, { status: 204, headers });
  }
  if (gate.refused !== undefined || sessionId === undefined || action === undefined) {
    return refused(served, gate.refused ?? "gateway_failed");
  }
  entry.action = action;
  entry.session = sessionId;
  served.outcome = action === "reauth" ? "rejected" : "none";
  const body = await discardBody(request, options);
  if (body !== undefined) {
    return refused(served, body);
  }
  const call: GatewayCall = { sessionId, action };
  const who = await authorized(served, call);
  if (who instanceof Response) {
    return who;
  }
  const limited = await rateLimited(served, call, who.principal);
  return limited ?? forward(served, call, who, expand ?? []);
}

/** What a request says of itself, as the module reads it. */
function asked({ method, url, headers }: Request): (string | null)[] {
  const origin = headers.get("origin");
  return [
    method,
    url,
    // An empty one is none that anybody has allowed.
    origin === "" ? "null" : origin,
    headers.get("access-control-request-method"),
    headers.get("content-length"),
    headers.get("idempotency-key"),
  ];
}

async function authorized(served: Served, call: GatewayCall): Promise<Caller | Response> {
  const { options, request } = served;
  const said = await hook(options.hookTimeout, () => options.authorize(request, call));
  if ("thrown" in said) {
    served.thrown = said.thrown;
    return refused(served, "authorize_failed");
  }
  const who: unknown = said.value;
  if (who === true) {
    return { principal: "" };
  }
  const { principal, once, refused: why } = (who || { refused: "not_authorized" }) as Said;
  if (why !== undefined) {
    const response = await refused(served, "not_authorized");
    served.entry.refused = typeof why === "string" ? why : "not_authorized";
    return response;
  }
  // What nobody can tell from a mistake lets nobody in: the id of a user who is none, a whole user, a Response.
  if (typeof principal !== "string" || (once !== undefined && typeof once !== "string")) {
    served.thrown = refuse("authorize must answer true, false, { principal } with a string, or { refused }");
    return refused(served, "authorize_failed");
  }
  return { principal, once };
}

/** What `authorize` said, which may be anything. */
interface Said {
  principal?: unknown;
  once?: unknown;
  refused?: unknown;
}

async function rateLimited(
  served: Served,
  call: GatewayCall,
  principal: string,
): Promise<Response | undefined> {
  const { options, request } = served;
  const { rateLimit } = options;
  if (!rateLimit) {
    return undefined;
  }
  const said = await hook(options.hookTimeout, () => rateLimit({ ...call, principal }, request));
  if ("thrown" in said) {
    served.thrown = said.thrown;
    return refused(served, "rate_limit_failed");
  }
  if (said.value === true) {
    return undefined;
  }
  const wait: unknown = said.value ? said.value.retryAfter : undefined;
  const retryAfter = typeof wait === "number" && wait >= 0 && wait < 2 ** 31 ? Math.ceil(wait) : undefined;
  return refused(served, "gateway_rate_limited", retryAfter);
}

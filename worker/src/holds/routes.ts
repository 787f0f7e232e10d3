// The keeper's routes, their secrets, and one log line per request.
import { FlexError } from "flex-checkout/keeper";
import { authenticate } from "./admin.js";
import { answer, Refusal, uncached } from "./answer.js";
import { type HoldsEnv, opened } from "./configuration.js";
import { type AdminRequest, capture, importHolds, keep, list, release, status } from "./holds.js";
import { readSegment } from "./input.js";
import openapi from "./openapi.json";

/** A route's handlers by method. Those of a route with a secret call the keeper. */
type Route =
  | {
      secret: "FLEX_ADMIN_SECRET" | "FLEX_WEBHOOK_SECRET";
      handlers: Record<string, (request: AdminRequest) => Promise<Response>>;
    }
  | { secret?: undefined; handlers: Record<string, () => Promise<Response>> };

/** By the paths in openapi.json. */
const ROUTES: Record<string, Route> = {
  "/holds": { secret: "FLEX_ADMIN_SECRET", handlers: { GET: list } },
  "/holds/{id}": { secret: "FLEX_ADMIN_SECRET", handlers: { GET: status, PUT: keep, DELETE: release } },
  "/holds/{id}/capture": { secret: "FLEX_ADMIN_SECRET", handlers: { POST: capture } },
  // No session's id: Flex's begin with fcs_.
  "/holds/import": { secret: "FLEX_ADMIN_SECRET", handlers: { POST: importHolds } },
  // Authenticated by a signature, which the keeper checks.
  "/webhooks/flex": {
    secret: "FLEX_WEBHOOK_SECRET",
    handlers: { POST: async ({ request, keeper }) => uncached(await keeper.handleWebhook(request)) },
  },
  "/openapi.json": { handlers: { GET: async () => answer(openapi) } },
};

/** Returns true for the path of one of these routes. */
export function isHolds(pathname: string): boolean {
  return pathname === "/openapi.json" || /^\/(holds|webhooks)(\/|$)/.test(pathname);
}

/** Handles a request to one of these routes. Never rejects. */
export async function holds(request: Request, env: HoldsEnv): Promise<Response> {
  const started = Date.now();
  const url = new URL(request.url);
  const [path, segment] = pathOf(url);
  const line: Record<string, unknown> = { message: "flex keeper", method: request.method };
  const response = await serve(request, env, url, path, segment, line).catch((error) => {
    const refusal = refusalOf(error);
    line.refused = refusal.code;
    if (refusal.status >= 500) {
      line.problem = error instanceof Refusal ? error.message : String(error);
    }
    return refusal.response();
  });
  line.status = response.status;
  line.ms = Date.now() - started;
  (response.status < 500 ? console.log : console.error)(JSON.stringify(line));
  return response;
}

/** Returns a route's path, and the segment for the session's id if there is one. */
function pathOf({ pathname }: URL): [path: string, segment?: string] {
  const [, segment, action = ""] = /^\/holds\/([^/]+)(\/capture)?$/.exec(pathname) ?? [];
  return segment === undefined || Object.hasOwn(ROUTES, pathname)
    ? [pathname]
    : [`/holds/{id}${action}`, segment];
}

async function serve(
  request: Request,
  env: HoldsEnv,
  url: URL,
  path: string,
  segment: string | undefined,
  line: Record<string, unknown>,
): Promise<Response> {
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (!route) {
    throw new Refusal(404, "route_not_found", "There is no such route; /openapi.json names those there are.");
  }
  line.route = path;
  if (!route.secret) {
    return handlerOf(route.handlers, request.method)();
  }
  const handler = handlerOf(route.handlers, request.method);
  const { keeper, problem } = opened(env, route.secret);
  if (!keeper) {
    throw new Refusal(503, "not_configured", problem);
  }
  if (route.secret === "FLEX_ADMIN_SECRET") {
    await authenticate(request, env.FLEX_ADMIN_SECRET ?? "");
  }
  const sessionId = readSegment(segment ?? "");
  if (segment !== undefined) {
    line.session = sessionId.slice(0, 128);
  }
  return handler({ request, url, keeper, sessionId });
}

function handlerOf<Handler>(handlers: Record<string, Handler>, method: string): Handler {
  const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
  if (handler === undefined) {
    const allow = Object.keys(handlers).join(", ");
    throw new Refusal(405, "method_not_allowed", `This route takes ${allow}.`, { headers: { allow } });
  }
  return handler;
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) {
    return error;
  }
  // The keeper explains rejected values in its messages.
  if (FlexError.is(error) && error.kind === "configuration") {
    return new Refusal(400, "invalid_request", error.message);
  }
  if ((error as { overloaded?: unknown } | null)?.overloaded === true) {
    return new Refusal(503, "overloaded", "Too many concurrent requests for this session.", {
      headers: { "retry-after": "1" },
    });
  }
  return new Refusal(500, "failed", "The request failed; see the log.");
}

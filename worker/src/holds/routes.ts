// The keeper's routes: which there are, who may use them, and a line in the log for each request.
import { FlexError } from "flex-checkout/keeper";
import { authenticate } from "./admin.js";
import { answer, Refusal, uncached } from "./answer.js";
import { type HoldsEnv, opened } from "./configuration.js";
import { type Asked, keep, list, release, status } from "./holds.js";
import { readSegment } from "./input.js";
import openapi from "./openapi.json";

/** What a route does, by method: one that has a secret asks the keeper. */
type Route =
  | {
      secret: "FLEX_ADMIN_SECRET" | "FLEX_WEBHOOK_SECRET";
      acts: Record<string, (asked: Asked) => Promise<Response>>;
    }
  | { secret?: undefined; acts: Record<string, () => Promise<Response>> };

/** By the paths that openapi.json names. */
const ROUTES: Record<string, Route> = {
  "/holds": { secret: "FLEX_ADMIN_SECRET", acts: { GET: list } },
  "/holds/{id}": { secret: "FLEX_ADMIN_SECRET", acts: { GET: status, PUT: keep, DELETE: release } },
  // Whoever calls it is known by a signature, which the keeper checks.
  "/webhooks/flex": {
    secret: "FLEX_WEBHOOK_SECRET",
    acts: { POST: async ({ request, keeper }) => uncached(await keeper.handleWebhook(request)) },
  },
  "/openapi.json": { acts: { GET: async () => answer(openapi) } },
};

/** Whether a path is one of these routes'. */
export function isHolds(pathname: string): boolean {
  return pathname === "/openapi.json" || /^\/(holds|webhooks)(\/|$)/.test(pathname);
}

/** Answers a request to one of these routes. It never rejects. */
export async function holds(request: Request, env: HoldsEnv): Promise<Response> {
  const started = Date.now();
  const url = new URL(request.url);
  const [, segment] = /^\/holds\/([^/]+)$/.exec(url.pathname) ?? [];
  const path = segment === undefined ? url.pathname : "/holds/{id}";
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
    return actOf(route.acts, request.method)();
  }
  const act = actOf(route.acts, request.method);
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
  return act({ request, url, keeper, sessionId });
}

function actOf<Act>(acts: Record<string, Act>, method: string): Act {
  const act = Object.hasOwn(acts, method) ? acts[method] : undefined;
  if (act === undefined) {
    const allow = Object.keys(acts).join(", ");
    throw new Refusal(405, "method_not_allowed", `This route takes ${allow}.`, { allow });
  }
  return act;
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) {
    return error;
  }
  // The keeper refuses what it cannot use in a sentence about it.
  if (FlexError.is(error) && error.kind === "configuration") {
    return new Refusal(400, "invalid_request", error.message);
  }
  if ((error as { overloaded?: unknown } | null)?.overloaded === true) {
    return new Refusal(503, "overloaded", "Too much is asked for this session at once.", {
      "retry-after": "1",
    });
  }
  return new Refusal(500, "failed", "The request failed; the log says why.");
}

// The Worker's health.
import { version } from "flex-checkout/package.json";

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** `GET /healthz`: 200 with the package's version, or 503 with the problem. */
export function health({ method }: Request, problem: string | undefined): Response {
  if (method !== "GET" && method !== "HEAD") {
    return new Response(null, { status: 405, headers: { ...HEADERS, allow: "GET, HEAD" } });
  }
  if (problem !== undefined) {
    log(problem);
    return Response.json({ status: "not configured", version, problem }, { status: 503, headers: HEADERS });
  }
  return Response.json({ status: "ok", version }, { headers: HEADERS });
}

/**
 * The response while there is no gateway, in the gateway's own form: nothing was sent to Flex. The merchant learns
 * the problem from `/healthz` and the log.
 */
export function unavailable(problem: string): Response {
  log(problem);
  const error = {
    code: "gateway_not_configured",
    message: "The gateway is not configured.",
    kind: "server",
    outcome: "rejected",
  };
  return Response.json({ error }, { status: 503, headers: HEADERS });
}

function log(problem: string): void {
  console.error(
    JSON.stringify({ message: "flex gateway", status: 503, refused: "gateway_not_configured", problem }),
  );
}

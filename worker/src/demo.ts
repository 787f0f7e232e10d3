// The Worker with additions for the demo: tokens without authentication, faults, and clocks on which a month takes
// seconds. For loopback only; never deployed.
import { type GatewayCall, type GatewayContext, mintSessionToken } from "flex-checkout/gateway";
import type { SandboxSession } from "flex-checkout/testing";
import type { Env } from "./configuration.js";
import worker from "./index.js";

/** In production the merchant's server mints tokens, because it knows whose session it is. */
interface Demo extends Env {
  FLEX_TOKEN_SECRET: string;
  FLEX_BASE_URL: string;
}

export { HoldKeeper } from "./sped.js";

/** A session as the sandbox's control routes return it. */
type Entry = SandboxSession & { kind: string; title: string };

export default {
  ...worker,
  async fetch(request: Request, env: Demo, context: GatewayContext): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const sandbox = `${env.FLEX_BASE_URL}/sandbox/sessions`;
    const [, id, setting] =
      /^\/demo\/sessions\/(\w+)(?:\/(faults|clock|hold|reauth_mode))?$/.exec(pathname) ?? [];
    if (id && !setting && request.method === "GET") {
      const response = await fetch(`${sandbox}/${id}`);
      return response.ok ? Response.json(counted((await response.json()) as Entry)) : response;
    }
    if (id && setting && request.method === "PUT") {
      const response = await fetch(`${sandbox}/${id}/${setting}`, {
        method: "PUT",
        body: await request.text(),
      });
      return response.ok ? Response.json(counted((await response.json()) as Entry)) : response;
    }
    switch (`${request.method} ${pathname}`) {
      case "GET /demo/sessions": {
        const { sessions } = (await (await fetch(sandbox)).json()) as { sessions: Entry[] };
        return Response.json({ sessions: sessions.map(counted) });
      }
      case "POST /demo/tokens": {
        const sessionId = searchParams.get("session") ?? "";
        const once = searchParams.get("once") ?? undefined;
        const action = (searchParams.get("action") ?? "reauth") as GatewayCall["action"];
        // A page that only reads gets a token that allows nothing else.
        const actions: GatewayCall["action"][] = once === undefined ? ["retrieve"] : [action, "retrieve"];
        const options = { secret: env.FLEX_TOKEN_SECRET, sessionId, subject: "demo", once, actions };
        return Response.json({ token: await mintSessionToken(options) });
      }
      default:
        return worker.fetch(request, env, context);
    }
  },
};

/** The sandbox's counts of a session, for the page. */
function counted(entry: Entry): object {
  const { id, kind, title, holds_placed, captures_made, captured_cents, requests, reauth_mode } = entry;
  const idempotency_keys = entry.idempotency_keys.length;
  const counts = { holds_placed, captures_made, captured_cents, idempotency_keys, requests };
  return { id, kind, title, ...counts, reauth_mode };
}

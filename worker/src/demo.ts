// The Worker with what the demo needs besides: tokens for whoever asks, what goes wrong, and clocks on which a month
// takes seconds. For loopback only; never deployed.
import { type GatewayContext, mintSessionToken } from "flex-checkout/gateway";
import type { Env } from "./configuration.js";
import worker from "./index.js";

/** In production a token is minted by the merchant's server, which knows whose session it is. */
interface Demo extends Env {
  FLEX_TOKEN_SECRET: string;
  FLEX_BASE_URL: string;
}

export { HoldKeeper } from "./sped.js";

/** A session as the sandbox's control routes show it. */
interface Entry {
  id: string;
  kind: string;
  title: string;
  holds_placed: number;
  idempotency_keys: string[];
  requests: Record<string, number>;
}

export default {
  ...worker,
  async fetch(request: Request, env: Demo, context: GatewayContext): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const sandbox = `${env.FLEX_BASE_URL}/sandbox/sessions`;
    const [, id, what] = /^\/demo\/sessions\/(\w+)(?:\/(faults|clock|hold))?$/.exec(pathname) ?? [];
    if (id && !what && request.method === "GET") {
      const response = await fetch(`${sandbox}/${id}`);
      return response.ok ? Response.json(counted((await response.json()) as Entry)) : response;
    }
    if (id && what && request.method === "PUT") {
      const response = await fetch(`${sandbox}/${id}/${what}`, { method: "PUT", body: await request.text() });
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
        // A page that wants to look gets a token with which it can do nothing else.
        const actions = once === undefined ? (["retrieve"] as const) : undefined;
        const options = { secret: env.FLEX_TOKEN_SECRET, sessionId, subject: "demo", once, actions };
        return Response.json({ token: await mintSessionToken(options) });
      }
      default:
        return worker.fetch(request, env, context);
    }
  },
};

/** What the page is told of a session besides what the gateway lets through: what the sandbox has counted. */
function counted({ id, kind, title, holds_placed, idempotency_keys, requests }: Entry): object {
  return { id, kind, title, holds_placed, idempotency_keys: idempotency_keys.length, requests };
}

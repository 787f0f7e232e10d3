// The Worker with what the demo needs besides: tokens for whoever asks, and a clock on which a month takes seconds. For
// loopback only; never deployed.
import { type GatewayContext, mintSessionToken } from "flex-checkout/gateway";
import type { Env } from "./configuration.js";
import worker from "./index.js";

/** In production a token is minted by the merchant's server, which knows whose session it is. */
interface Demo extends Env {
  FLEX_TOKEN_SECRET: string;
  FLEX_BASE_URL: string;
}

export { HoldKeeper } from "./sped.js";

export default {
  ...worker,
  async fetch(request: Request, env: Demo, context: GatewayContext): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    switch (`${request.method} ${pathname}`) {
      case "GET /demo/sessions":
        return fetch(`${env.FLEX_BASE_URL}/sandbox/sessions`);
      case "POST /demo/tokens": {
        const sessionId = searchParams.get("session") ?? "";
        const token = await mintSessionToken({ secret: env.FLEX_TOKEN_SECRET, sessionId, subject: "demo" });
        return Response.json({ token });
      }
      default:
        return worker.fetch(request, env, context);
    }
  },
};

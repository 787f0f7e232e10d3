// A Worker with two ways to Flex: the gateway, for pages, and a route for the shop's own systems.
import { createGateway, type Gateway, signedSession } from "flex-checkout/gateway";
import { isOurs } from "./caller.js";
import { type Env, flexOptions } from "./env.js";
import { renew } from "./renew.js";
import { paymentIntents, store } from "./store.js";

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const { pathname } = new URL(request.url);
    const [, sessionId, resource] = /^\/sessions\/(\w+)\/(renew|payment-intents)$/.exec(pathname) ?? [];
    if (!sessionId) {
      return gatewayOf(env)(request, ctx);
    }
    if (!(await isOurs(request, env))) {
      return Response.json({ error: "This route is for our own systems." }, { status: 401 });
    }
    switch (`${request.method} ${resource}`) {
      case "POST renew":
        return renew(request, sessionId, env);
      case "GET payment-intents":
        return Response.json(await paymentIntents(env.DB, sessionId));
      default:
        return new Response(null, { status: 405 });
    }
  },
} satisfies ExportedHandler<Env>;

let gateway: Gateway | undefined;

/** The gateway, created once. It serves `/flex` for pages with a token of `mintSessionToken`. */
function gatewayOf(env: Env): Gateway {
  gateway ??= createGateway({
    ...flexOptions(env),
    authorize: signedSession({ secret: env.FLEX_TOKEN_SECRET }),
    onReauth: ({ sessionId, holds }) => store(env.DB, sessionId, holds),
  });
  return gateway;
}

// A shop's API in Hono, with the gateway as one of its routes.
import { createGateway, type Gateway, mintSessionToken, signedSession } from "flex-checkout/gateway";
import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";

/** Bindings of wrangler.jsonc, and secrets of `wrangler secret put` or .dev.vars. */
interface Bindings {
  PAYMENT_INTENTS: KVNamespace;
  /** `fsk_test_…` or `fsk_…`. It never leaves the Worker. */
  FLEX_API_KEY: string;
  /** Signs the tokens of pages; at least 32 characters. */
  FLEX_TOKEN_SECRET: string;
  /** Authenticates the shop's own server. */
  SHOP_SECRET: string;
  /** The address of a sandbox in place of Flex. */
  FLEX_BASE_URL?: string;
}

type App = { Bindings: Bindings };

const app = new Hono<App>();

// Pages renew here, with a token, through a FlexClient whose baseURL is "/flex".
app.all("/flex/*", (c) => gatewayOf(c.env)(c.req.raw, c.executionCtx));

// The other routes are for the shop's own server.
app.use("/sessions/*", (c, next) => bearerAuth<App>({ token: c.env.SHOP_SECRET })(c, next));

// A token for the page that the server renders: it knows who is signed in, and whose session it is. All tokens with
// the same `hold`, such as the order's number and the date, renew one hold, however often the page is loaded.
app.post("/sessions/:id/tokens", async (c) => {
  const { hold } = await c.req.json<{ hold: string }>();
  const options = { secret: c.env.FLEX_TOKEN_SECRET, sessionId: c.req.param("id"), once: hold };
  return c.json({ token: await mintSessionToken(options) }, 201);
});

// The payment intents to capture: those that hold the session's money now.
app.get("/sessions/:id/payment-intents", async (c) => {
  const stored = await c.env.PAYMENT_INTENTS.get<string[]>(c.req.param("id"), "json");
  return stored ? c.json(stored) : c.notFound();
});

export default app;

let gateway: Gateway | undefined;

/** The gateway, created once. It checks the token, stores the payment intents of each renewal, and then responds. */
function gatewayOf(env: Bindings): Gateway {
  gateway ??= createGateway({
    apiKey: env.FLEX_API_KEY,
    baseURL: env.FLEX_BASE_URL,
    authorize: signedSession({ secret: env.FLEX_TOKEN_SECRET }),
    onReauth: ({ sessionId, holds }) =>
      env.PAYMENT_INTENTS.put(sessionId, JSON.stringify(holds.map((hold) => hold.payment_intent_id))),
  });
  return gateway;
}

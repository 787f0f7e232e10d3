// The page's server: has the key, serves the gateway, and decides which session a shopper may renew.
import { appendFile } from "node:fs/promises";
import { serve } from "@hono/node-server";
import { createGateway, mintSessionToken, type Renewal, signedSession } from "flex-checkout/gateway";

const { FLEX_API_KEY = "", FLEX_BASE_URL, FLEX_TOKEN_SECRET = "", PORT = "8080" } = process.env;

const gateway = createGateway({
  apiKey: FLEX_API_KEY,
  baseURL: FLEX_BASE_URL,
  authorize: signedSession({ secret: FLEX_TOKEN_SECRET }),
  onReauth: storePaymentIntents,
});

serve({ port: Number(PORT), hostname: "127.0.0.1", fetch: answer }, ({ port }) =>
  console.log(`The shop's server listens on http://127.0.0.1:${port}`),
);

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [, sessionId] = /^\/orders\/(\w+)$/.exec(pathname) ?? [];
  if (!sessionId) return gateway(request);
  if (!isTheirs(request, sessionId)) return new Response(null, { status: 404 });
  // All tokens with the same value renew one hold, however often the page is loaded.
  const once = `renewal of ${new Date().toISOString().slice(0, 10)}`;
  const token = await mintSessionToken({ secret: FLEX_TOKEN_SECRET, sessionId, once });
  return Response.json({ sessionId, token }, { headers: { "cache-control": "no-store" } });
}

/**
 * Returns true if the session is the shopper's. Check your own sign-in here: until then, everyone may use the
 * sandbox's.
 */
function isTheirs(_request: Request, _sessionId: string): boolean {
  return FLEX_BASE_URL !== undefined;
}

/** Stores the payment intents that hold a session's money, which captures need. Replace it by your database. */
async function storePaymentIntents({ sessionId, holds }: Renewal): Promise<void> {
  const line = { session: sessionId, payment_intents: holds.map((hold) => hold.payment_intent_id) };
  await appendFile("payment-intents.jsonl", `${JSON.stringify(line)}\n`);
}

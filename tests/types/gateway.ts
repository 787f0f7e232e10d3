// A user's code with the gateway.
import {
  type Authorize,
  cloudflareRateLimit,
  createGateway,
  type Gateway,
  type GatewayLogEntry,
  mintSessionToken,
  type RateLimitBinding,
  type Renewal,
  signedSession,
} from "flex-checkout/gateway";

declare const binding: RateLimitBinding;
declare const env: { FLEX_API_KEY: string; FLEX_TOKEN_SECRET: string };

const lines: GatewayLogEntry[] = [];
const stored: Renewal[] = [];

export const gateway: Gateway = createGateway({
  apiKey: env.FLEX_API_KEY,
  authorize: signedSession({ secret: [env.FLEX_TOKEN_SECRET, "an older secret of 32 characters"] }),
  allowedOrigins: ["https://shop.example"],
  expose: ["customer.email"],
  rateLimit: cloudflareRateLimit(binding, { retryAfter: 60_000 }),
  onReauth: (renewal) => stored.push(renewal),
  log: (entry, thrown) => lines.push(thrown ? { ...entry, refused: "thrown" } : entry),
});

export const ownRule: Authorize = async (request, { sessionId, action }) => {
  if (action === "retrieve") return request.headers.has("x-shopper");
  return sessionId === "fcs_1" ? { principal: "ann" } : { refused: "not_hers" };
};

export const served: Promise<Response> = gateway(new Request("https://shop.example/flex"), {
  waitUntil: (work) => void work,
});
export const token: Promise<string> = mintSessionToken({
  secret: env.FLEX_TOKEN_SECRET,
  sessionId: "fcs_1",
  actions: ["retrieve"],
  once: "order-1001",
});

// @ts-expect-error Without authorize everybody could hold your customers' money.
createGateway({ apiKey: env.FLEX_API_KEY });
// @ts-expect-error There is no such action.
mintSessionToken({ secret: env.FLEX_TOKEN_SECRET, sessionId: "fcs_1", actions: ["cancelPaymentIntent"] });

// The gateway: lets pages with a token call Flex without the key.
import { createGateway, type Gateway, signedSession } from "flex-checkout/gateway";
import { after } from "next/server";
import { storePaymentIntents } from "@/lib/orders";
import { flexOptions, tokenSecret } from "@/lib/settings";

let gateway: Gateway | undefined;

// Created by the first request: a build has no secrets.
const handle = (request: Request): Promise<Response> => {
  gateway ??= createGateway({
    ...flexOptions(),
    authorize: signedSession({ secret: tokenSecret() }),
    // Behind a proxy Next sees another origin than the shopper's browser, which is your pages' origin.
    allowedOrigins: process.env.SHOP_ORIGIN ? [process.env.SHOP_ORIGIN] : [],
    onReauth: ({ sessionId, holds }) => storePaymentIntents(sessionId, holds),
  });
  // A started renewal completes when the shopper leaves.
  return gateway(request, { waitUntil: after });
};

export { handle as GET, handle as POST };

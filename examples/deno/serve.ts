// The gateway, for pages with a token: deno task serve
import { createGateway, signedSession } from "flex-checkout/gateway";
import { flexOptions, tokenSecret } from "./settings.ts";
import { store } from "./store.ts";

const gateway = createGateway({
  ...flexOptions(),
  authorize: signedSession({ secret: tokenSecret() }),
  onReauth: ({ sessionId, holds }) => store(sessionId, holds),
});

Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("PORT") ?? 8000) }, (request) =>
  gateway(request),
);

// A program of a Deno user: a client, a gateway on a port, and the sandbox behind it. jsr.mjs runs it in Deno.

import { type CheckoutSession, FlexClient } from "@flex-checkout/flex-checkout";
import { createGateway } from "@flex-checkout/flex-checkout/gateway";
import schema from "@flex-checkout/flex-checkout/schema.json" with { type: "json" };
import { createSandbox } from "@flex-checkout/flex-checkout/testing";
import { signTestWebhook, verifyWebhook } from "@flex-checkout/flex-checkout/webhooks";

const flex = createSandbox();
const gateway = createGateway({
  apiKey: flex.apiKey,
  fetch: flex.fetch,
  authorize: () => true,
  log() {},
});
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => gateway(request));
const origin = `http://127.0.0.1:${server.addr.port}`;
const client = new FlexClient({ baseURL: `${origin}/flex`, defaultHeaders: { origin } });

const id = flex.sessions.create();
flex.faults.next("lost_response");
const session: CheckoutSession = await client.reauth(id);
await server.shutdown();

const secret = `whsec_${btoa("a secret of the tests")}`;
const webhook = await verifyWebhook(await signTestWebhook({ event_type: "charge.expired" }, secret), {
  secret,
});

if (session.checkout_session_id !== id) throw new Error(`the session is ${session.checkout_session_id}`);
if (schema.$ref !== "#/$defs/CheckoutSession") throw new Error(`the schema is of ${schema.$ref}`);
// @ts-expect-error Deno reads the declarations: an amount is a number.
const text: string = session.amount_total;
const { idempotency_keys, requests } = flex.sessions.retrieve(id);
console.log(
  JSON.stringify({
    holds: flex.holds(id),
    keys: idempotency_keys.length,
    posts: requests.POST,
    total: text,
    verified: webhook.event_type,
  }),
);

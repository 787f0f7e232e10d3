// Stripe's client, version 23, on fetch, sent to Flex by its raw request. It retries and generates
// idempotency keys as this package does; it does not check the response.
import Stripe from "stripe";
import { API_KEY } from "./post.js";

export const create = ({ fetch, baseURL }) => {
  const { protocol, hostname, port } = new URL(baseURL);
  const stripe = new Stripe(API_KEY, {
    protocol: protocol.slice(0, -1),
    host: hostname,
    ...(port && { port }),
    httpClient: Stripe.createFetchHttpClient(fetch),
  });
  return async (id) =>
    (await stripe.rawRequest("POST", `/v1/checkout/sessions/${encodeURIComponent(id)}/reauth`, {}))
      .checkout_session;
};

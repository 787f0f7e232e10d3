// A client in the way of those that Speakeasy generates. The session that it gives has other names than
// the wire's, and no unknown fields.
import { API_KEY } from "./post.js";
import { Flex } from "./speakeasy/client.js";

export const create = ({ fetch, baseURL }) => {
  const flex = new Flex({ apiKey: API_KEY, serverURL: baseURL, fetch });
  return async (id) => (await flex.reauth({ id, idempotencyKey: crypto.randomUUID() })).checkoutSession;
};

// A client like those that Speakeasy generates. Its session has renamed fields, and no unknown ones.
import { API_KEY } from "./post.js";
import { Flex } from "./speakeasy/client.js";

export const create = ({ fetch, baseURL }) => {
  const flex = new Flex({ apiKey: API_KEY, serverURL: baseURL, fetch });
  return async (id) => (await flex.reauth({ id, idempotencyKey: crypto.randomUUID() })).checkoutSession;
};

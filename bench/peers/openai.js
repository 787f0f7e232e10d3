// OpenAI's client, which Stainless generates, sent to Flex by its own `post`. Like Stripe's it retries
// and checks nothing of the answer.
import OpenAI from "openai";
import { API_KEY } from "./post.js";

export const create = ({ fetch, baseURL }) => {
  const client = new OpenAI({ apiKey: API_KEY, baseURL, fetch, dangerouslyAllowBrowser: true });
  return async (id) =>
    (await client.post(`/v1/checkout/sessions/${encodeURIComponent(id)}/reauth`)).checkout_session;
};

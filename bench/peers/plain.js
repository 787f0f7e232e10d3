// This package's API in plain JavaScript: see peers/plain/client.js.
import { FlexClient } from "./plain/client.js";
import { API_KEY } from "./post.js";

export const create = ({ fetch, baseURL }) => {
  const flex = new FlexClient({ apiKey: API_KEY, baseURL, fetch, dangerouslyAllowBrowser: true });
  return (id) => flex.reauth(id);
};

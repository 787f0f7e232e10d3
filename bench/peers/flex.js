// This package, by its default entry (in a Worker: by its entry for Workers).
import { FlexClient } from "flex-checkout";
import { API_KEY } from "./post.js";

export const create = ({ fetch, baseURL }) => {
  const flex = new FlexClient({ apiKey: API_KEY, baseURL, fetch, dangerouslyAllowBrowser: true });
  return (id) => flex.reauth(id);
};

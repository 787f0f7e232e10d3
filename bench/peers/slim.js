// This package with its module loaded by the page.
import { FlexClient, init } from "flex-checkout/slim";
import { API_KEY } from "./post.js";

export const create = async ({ fetch, baseURL }) => {
  await init(new URL("flex_checkout.wasm", import.meta.url));
  const flex = new FlexClient({ apiKey: API_KEY, baseURL, fetch, dangerouslyAllowBrowser: true });
  return (id) => flex.reauth(id);
};

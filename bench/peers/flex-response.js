// This package by its default entry, with the whole response, and its `holds` and `drift` read.
import { FlexClient } from "flex-checkout";
import { API_KEY } from "./post.js";

export const create = ({ fetch, baseURL }) => {
  const flex = new FlexClient({ apiKey: API_KEY, baseURL, fetch, dangerouslyAllowBrowser: true });
  return async (id) => {
    const { data, holds, drift } = await flex.reauth(id).withResponse();
    return { data, holds, drift };
  };
};

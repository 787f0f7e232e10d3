// The naive route through WebAssembly: see bench/naive. The harness hands over its module.
import * as glue from "../generated/naive/naive_bg.js";
import { API_KEY } from "./post.js";

export const create = async ({ fetch, baseURL, modules }) => {
  const { exports } = await WebAssembly.instantiate(modules.naive, { "./naive_bg.js": glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return (id) => {
    const url = `${baseURL}/v1/checkout/sessions/${encodeURIComponent(id)}/reauth`;
    return glue.reauth(fetch, url, API_KEY, crypto.randomUUID());
  };
};

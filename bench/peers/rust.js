// The crate's client, in which Rust drives everything: see bench/rust. The harness passes its module.
import * as glue from "../generated/rust/rust_bg.js";
import { API_KEY } from "./post.js";

export const create = async ({ fetch, baseURL, modules }) => {
  const { exports } = await WebAssembly.instantiate(modules.rust, { "./rust_bg.js": glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  const options = { apiKey: API_KEY, baseURL, fetch };
  return async (id) => (await glue.reauth(id, options)).data;
};

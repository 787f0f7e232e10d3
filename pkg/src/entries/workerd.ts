// For Cloudflare Workers, which forbid compiling bytes: wrangler compiles the imported module.
import { provide } from "../load/wasm.js";
import module from "./flex_checkout.wasm";

provide(() => module);

export * from "../public.js";

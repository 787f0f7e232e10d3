// The sandbox for Cloudflare Workers, which forbid compiling bytes: wrangler and vitest compile the imported module.
import { provide } from "../testing/wasm.js";
import module from "./flex_checkout_sandbox.wasm";

provide(() => module);

export * from "../testing/public.js";

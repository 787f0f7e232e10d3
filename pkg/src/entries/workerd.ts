// For Cloudflare Workers, which forbid compiling bytes: wrangler compiles the imported module.
import { readBy } from "../transport.js";
import { provide } from "../wasm/core.js";
import { workerd } from "../workerd.js";
import module from "./flex_checkout.wasm";

provide(() => module);
readBy(workerd);

export * from "../public.js";

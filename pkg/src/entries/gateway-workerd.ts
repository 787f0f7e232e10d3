// The gateway for Cloudflare Workers, which forbid compiling bytes: wrangler compiles the imported module.
import * as glue from "../generated/server.js";
import { readBy } from "../transport.js";
import { provide } from "../wasm/core.js";
import { workerd } from "../workerd.js";
import module from "./flex_checkout_server.wasm";

provide(() => module, glue);
readBy(workerd);

export * from "../gateway/public.js";

// The gateway for Cloudflare Workers, which forbid compiling bytes: wrangler compiles the imported module.
import * as glue from "../generated/server.js";
import { provide } from "../load/wasm.js";
import { openAtOnce } from "../load/workerd.js";
import { openBy } from "../stream.js";
import module from "./flex_checkout_server.wasm";

provide(() => module, glue);
openBy(openAtOnce);

export * from "../gateway/public.js";

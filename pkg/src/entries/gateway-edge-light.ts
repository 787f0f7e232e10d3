// The gateway for Vercel's edge runtime, which forbids compiling bytes: Next compiles what "?module" imports.
import * as glue from "../generated/server.js";
import { provide } from "../wasm/core.js";
import module from "./flex_checkout_server.wasm?module";

provide(() => module, glue);

export * from "../gateway/public.js";

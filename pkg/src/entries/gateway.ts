/**
 * `flex-checkout/gateway`: the gateway, which adds the API key to requests of pages. For servers with `Request` and
 * `Response`.
 *
 * @module gateway
 */

// The gateway for runtimes that compile WebAssembly from bytes: Node, Deno, Bun.
import { encoded, swaps } from "../generated/inline-server.js";
import * as glue from "../generated/server.js";
import { provide } from "../wasm/core.js";
import { unpack } from "../wasm/inline.js";

provide(() => unpack(encoded, swaps), glue);

export * from "../gateway/public.js";

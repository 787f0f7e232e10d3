/**
 * `flex-checkout`: the client. Its WebAssembly is in the file itself, and is imported where it may not be
 * compiled from bytes: in Cloudflare Workers and in Vercel's edge runtime.
 *
 * @module flex-checkout
 */

// For everything that may compile WebAssembly from bytes: browsers, Node, Deno, Bun, and whatever
// bundles for them. The module is inside this file, so no bundler has to find another one.
import { encoded, swaps } from "../generated/inline.js";
import { provide } from "../wasm/core.js";
import { unpack } from "../wasm/inline.js";

provide(() => unpack(encoded, swaps));

export * from "../public.js";

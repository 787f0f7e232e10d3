/**
 * `flex-checkout/testing`: a local Flex inside a test's process or a page.
 *
 * @module testing
 */

// The sandbox for everything that may compile WebAssembly from bytes.
import { encoded, swaps } from "../generated/inline-sandbox.js";
import { provide } from "../testing/wasm.js";
import { unpack } from "../wasm/inline.js";

provide(() => unpack(encoded, swaps));

export * from "../testing/public.js";

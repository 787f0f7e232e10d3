// The gateway for everything that may compile WebAssembly from bytes: Node, Deno, Bun.
import { encoded, swaps } from "../generated/inline-server.js";
import { unpack } from "../load/inline.js";
import { provide } from "../load/wasm.js";

provide(() => unpack(encoded, swaps));

export * from "../gateway/public.js";

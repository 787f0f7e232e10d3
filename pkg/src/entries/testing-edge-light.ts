// The sandbox for Vercel's edge runtime, which forbids compiling bytes: Next compiles what "?module" imports.
import { provide } from "../testing/wasm.js";
import module from "./flex_checkout_sandbox.wasm?module";

provide(() => module);

export * from "../testing/public.js";

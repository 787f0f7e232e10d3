// For Vercel's edge runtime, which forbids compiling bytes: Next compiles what "?module" imports.
import { provide } from "../wasm/core.js";
import module from "./flex_checkout.wasm?module";

provide(() => module);

export * from "../public.js";

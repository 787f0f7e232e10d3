// For pages that load the .wasm file themselves: smaller JavaScript, one call to `init` more.
export { init } from "../load/wasm.js";
export * from "../public.js";

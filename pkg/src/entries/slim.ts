// For pages that load the .wasm file themselves: smaller JavaScript, one call to `init` more.
export { init, type WasmSource } from "../load/init.js";
export * from "../public.js";

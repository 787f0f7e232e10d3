// For pages that load the .wasm file themselves: smaller JavaScript, one call to `init` more.
export { init } from "../load/init.js";
export type { WasmSource } from "../load/source.js";
export * from "../public.js";

/**
 * `flex-checkout/slim`: the client for pages that load the `.wasm` file themselves: smaller JavaScript, one
 * call to {@link init} more. It has all that `flex-checkout` has.
 *
 * @module slim
 */

export * from "../public.js";
export { init, type WasmSource } from "../wasm/init.js";

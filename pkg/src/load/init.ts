import type { WasmSource } from "./source.js";
import { core, provide } from "./wasm.js";

/**
 * Loads the module: compiled already, its bytes, a response with them, or the address of the file
 * `flex-checkout/flex_checkout.wasm`. Needed once, before the first call.
 *
 * @example
 * ```ts
 * await init(new URL("/assets/flex_checkout.wasm", location.origin));
 * const flex = new FlexClient({ baseURL: "/flex" });
 * ```
 */
export async function init(source: WasmSource | Promise<WasmSource>): Promise<void> {
  provide(() => source);
  await core();
}

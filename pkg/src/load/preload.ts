import { core } from "./wasm.js";

/**
 * Loads the WebAssembly module, which the first call would load otherwise: for pages that want it
 * ready before the first click. It may be called more often, and is never needed.
 *
 * Rejects with a {@link FlexError} of kind `"configuration"`, if the module cannot be loaded here.
 *
 * @example
 * ```ts
 * addEventListener("load", () => {
 *   preload().catch(console.error);
 * });
 * ```
 */
export async function preload(): Promise<void> {
  await core();
}

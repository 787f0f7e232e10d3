import { load } from "./core.js";

/**
 * Loads the module before the first call, which would load it otherwise: for a page that wants it ready before the first
 * click. Further calls do nothing.
 *
 * Rejects with a {@link FlexError} of kind `"configuration"` if the module cannot be loaded.
 *
 * @example
 * ```ts
 * addEventListener("load", () => {
 *   preload().catch(console.error);
 * });
 * ```
 */
export async function preload(): Promise<void> {
  await load();
}

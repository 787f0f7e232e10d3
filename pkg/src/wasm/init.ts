import { load, provide } from "./core.js";

/** Sources of a WebAssembly module. */
export type WasmSource = WebAssembly.Module | BufferSource | Response | URL | string;

/**
 * Loads the module from a compiled module, its bytes, a response with them, or the address of the file
 * `flex-checkout/flex_checkout.wasm`. Call it once, before the first call.
 *
 * @example
 * ```ts
 * await init(new URL("/assets/flex_checkout.wasm", location.origin));
 * const flex = new FlexClient({ baseURL: "/flex" });
 * ```
 */
export async function init(source: WasmSource | Promise<WasmSource>): Promise<void> {
  provide(async () => read(await source));
  await load();
}

async function read(source: WasmSource): Promise<WebAssembly.Module | BufferSource> {
  if (typeof source === "string" || source instanceof URL) {
    const response = await fetch(source);
    if (!response.ok) {
      throw new Error(`${response.url} returned ${response.status}`);
    }
    return response.arrayBuffer();
  }
  return "arrayBuffer" in source ? source.arrayBuffer() : source;
}

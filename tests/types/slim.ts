// A user's code with the entry whose module the page loads itself.
import { FlexClient, FlexError, init, type WasmSource } from "flex-checkout/slim";

const source: WasmSource = new URL("https://shop.example/flex_checkout.wasm");

export async function start(): Promise<FlexClient> {
  await init(source);
  await init(fetch("/flex_checkout.wasm"));
  // @ts-expect-error null is not a source.
  await init(null);
  return new FlexClient({ baseURL: "/flex" });
}

export const isFlexError = (value: unknown): boolean => FlexError.is(value);

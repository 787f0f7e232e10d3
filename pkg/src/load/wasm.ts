import { FlexError } from "../error.js";
import * as glue from "../generated/flex_checkout_bg.js";

/** What a WebAssembly module can be made of. */
export type WasmSource = WebAssembly.Module | BufferSource | Response | URL | string;

type Glue = typeof glue;

let find: (() => WasmSource | Promise<WasmSource>) | undefined;
let ready: Promise<Glue> | undefined;

/** Says where the module is to be had. Nothing is loaded before the first call needs it. */
export function provide(source: () => WasmSource | Promise<WasmSource>): void {
  find = source;
}

/**
 * Loads the module: compiled already, its bytes, a response with them, or the address of the file
 * `flex-checkout/flex_checkout.wasm`. Needed once, before the first call.
 */
export async function init(source: WasmSource | Promise<WasmSource>): Promise<void> {
  provide(() => source);
  await core();
}

/** The functions that the module exports. A failure is not kept: the next call tries again. */
export function core(): Promise<Glue> {
  ready ??= start().catch((cause: unknown) => {
    ready = undefined;
    throw new FlexError({
      kind: "configuration",
      outcome: "not_sent",
      message: `The WebAssembly module could not be loaded: ${reason(cause)}. Nothing was sent. A Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src.`,
      attempts: 0,
      cause,
    });
  });
  return ready;
}

async function start(): Promise<Glue> {
  if (!find) {
    throw new Error("flex-checkout/slim needs `await init(source)` before the first call");
  }
  const instance = await instantiate(await find());
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  return glue;
}

async function instantiate(source: WasmSource): Promise<WebAssembly.Instance> {
  const imports = { "./flex_checkout_bg.js": glue as unknown as WebAssembly.ModuleImports };
  if (typeof source === "string" || source instanceof URL) {
    const response = await fetch(source);
    if (!response.ok) {
      throw new Error(`${response.url} answered ${response.status}`);
    }
    return instantiate(response);
  }
  if (source instanceof WebAssembly.Module) {
    return WebAssembly.instantiate(source, imports);
  }
  const bytes = "arrayBuffer" in source ? await source.arrayBuffer() : source;
  const made: unknown = await WebAssembly.instantiate(bytes, imports);
  // Of bytes it is a pair, of a module from another realm, which `instanceof` does not see, an instance.
  return (made as { instance?: WebAssembly.Instance }).instance ?? (made as WebAssembly.Instance);
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

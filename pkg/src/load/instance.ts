import { createGlue, type Glue } from "./glue.js";
import type { WasmSource } from "./source.js";
import { guardExports } from "./trap.js";

/** The glue that wasm-bindgen generates for a module's typed exports: its functions, and its imports. */
export interface GeneratedGlue {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

/** An instance's glue, and the module that it was made of, where that is known. */
export interface Instance {
  glue: Glue;
  module: WebAssembly.Module | undefined;
}

/**
 * Makes an instance of the module, and calls `trapped` if it ever breaks. From then on the functions of the
 * generated glue are this instance's.
 */
export async function instantiate(
  source: WasmSource,
  generated: GeneratedGlue | undefined,
  trapped: () => void,
): Promise<Instance> {
  // The module of the client alone imports only functions that report that its allocator gave up.
  const glue = generated ?? new Proxy<WebAssembly.ModuleImports>({}, { get: () => stop });
  const imports = { "./flex_checkout_bg.js": glue as WebAssembly.ModuleImports };
  const { instance, module } = await make(source, imports);
  const exports = guardExports(instance, trapped);
  if (generated) {
    generated.__wbg_set_wasm(exports);
    (exports.__wbindgen_start as () => void)();
  }
  return { glue: createGlue(exports), module };
}

function stop(): never {
  throw new WebAssembly.RuntimeError("the module cannot go on");
}

interface Made {
  instance: WebAssembly.Instance;
  module?: WebAssembly.Module;
}

async function make(source: WasmSource, imports: WebAssembly.Imports): Promise<Made> {
  if (typeof source === "string" || source instanceof URL) {
    const response = await fetch(source);
    if (!response.ok) {
      throw new Error(`${response.url} answered ${response.status}`);
    }
    return make(response, imports);
  }
  if (source instanceof WebAssembly.Module) {
    return { instance: await WebAssembly.instantiate(source, imports), module: source };
  }
  const bytes = "arrayBuffer" in source ? await source.arrayBuffer() : source;
  const made: unknown = await WebAssembly.instantiate(bytes, imports);
  // Of bytes it is a pair; of a module of another realm, which `instanceof` does not know, an instance.
  return "instance" in (made as object) ? (made as Made) : { instance: made as WebAssembly.Instance };
}

import { createGlue, type Glue } from "../generated/glue.js";
import type { WasmSource } from "./init.js";

/** An instance's glue, and the module that it was made of, where that is known. */
export interface Instance {
  glue: Glue;
  module: WebAssembly.Module | undefined;
}

/** Makes an instance of the module, and tells `trapped` if it ever breaks. */
export async function instantiate(source: WasmSource, trapped: (cause: unknown) => void): Promise<Instance> {
  const glue = createGlue();
  const { instance, module } = await make(source, { "./flex_checkout_bg.js": glue });
  const exports = watch(instance.exports, trapped);
  glue.__wbg_set_wasm(exports);
  (exports as { __wbindgen_start(): void }).__wbindgen_start();
  return { glue, module };
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

/**
 * The exports, with a watch on each function. What leaves one of them as an exception has left Rust
 * in the middle of its work: nothing that the instance was doing will ever end, and nothing more may
 * be asked of it.
 */
function watch(exports: WebAssembly.Exports, trapped: (cause: unknown) => void): WebAssembly.Exports {
  let broken: { cause: unknown } | undefined;
  const guard =
    (name: string, call: (...values: unknown[]) => unknown) =>
    (...values: unknown[]) => {
      try {
        if (!broken) {
          return call(...values);
        }
      } catch (cause) {
        broken = { cause };
        trapped(cause);
      }
      if (isCallback(name)) {
        // The platform calls it, and would report as uncaught what the calls at hand reject with.
        return [0, 0];
      }
      throw broken?.cause;
    };
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === "function" ? guard(name, value as () => unknown) : value,
    ]),
  );
}

/** Whether promises and timers call the export, or the glue when they let a callback go. */
function isCallback(name: string): boolean {
  return name.startsWith("wasm_bindgen__convert__closures") || name === "__wbindgen_destroy_closure";
}

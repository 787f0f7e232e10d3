import { createGlue, type Glue } from "../generated/glue.js";
import type { WasmSource } from "./init.js";

/** An instance's glue, and the module that it was made of, where that is known. */
export interface Instance {
  glue: Glue;
  module: WebAssembly.Module | undefined;
}

/** Makes an instance of the module, and tells `trapped` if it ever breaks. */
export async function instantiate(source: WasmSource, trapped: () => void): Promise<Instance> {
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
 * in the middle of its work: nothing more may be asked of the instance.
 */
function watch(exports: WebAssembly.Exports, trapped: () => void): WebAssembly.Exports {
  let broken: { cause: unknown } | undefined;
  const guard =
    (call: (...values: unknown[]) => unknown) =>
    (...values: unknown[]) => {
      if (broken) {
        throw broken.cause;
      }
      try {
        return call(...values);
      } catch (cause) {
        broken = { cause };
        trapped();
        throw cause;
      }
    };
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === "function" ? guard(value as () => unknown) : value,
    ]),
  );
}

import { createGlue, type Glue, imports } from "./glue.js";
import type { WasmSource } from "./source.js";

/** An instance's glue, and the module that it was made of, where that is known. */
export interface Instance {
  glue: Glue;
  module: WebAssembly.Module | undefined;
}

/** Makes an instance of the module, and tells `trapped` if it ever breaks. */
export async function instantiate(source: WasmSource, trapped: () => void): Promise<Instance> {
  const { instance, module } = await make(source);
  return { glue: createGlue(instance, trapped), module };
}

interface Made {
  instance: WebAssembly.Instance;
  module?: WebAssembly.Module;
}

async function make(source: WasmSource): Promise<Made> {
  if (typeof source === "string" || source instanceof URL) {
    const response = await fetch(source);
    if (!response.ok) {
      throw new Error(`${response.url} answered ${response.status}`);
    }
    return make(response);
  }
  if (source instanceof WebAssembly.Module) {
    return { instance: await WebAssembly.instantiate(source, imports()), module: source };
  }
  const bytes = "arrayBuffer" in source ? await source.arrayBuffer() : source;
  const made: unknown = await WebAssembly.instantiate(bytes, imports());
  // Of bytes it is a pair; of a module of another realm, which `instanceof` does not know, an instance.
  return "instance" in (made as object) ? (made as Made) : { instance: made as WebAssembly.Instance };
}

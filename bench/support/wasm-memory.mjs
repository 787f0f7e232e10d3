import { watchWasmMemory } from "../../tests/support/wasm-instances.js";

/** Imports a module. Also returns a function that returns its current WebAssembly memory in bytes. */
export async function importWatched(file) {
  const bytes = watchWasmMemory();
  return { module: await import(file), bytes };
}

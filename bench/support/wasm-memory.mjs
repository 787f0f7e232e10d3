import { watchWasmMemory } from "../../tests/support/wasm-instances.js";

/** Imports a module, and gives besides it a function that tells how many bytes of WebAssembly memory it has by now. */
export async function importWatched(file) {
  const bytes = watchWasmMemory();
  return { module: await import(file), bytes };
}

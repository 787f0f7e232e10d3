declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*/generated/inline.js" {
  /** The WebAssembly module, as a string that `unpack` reads. */
  export const encoded: string;
  /** The bytes that changed places in it, in pairs. */
  export const swaps: number[];
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*/generated/inline.js" {
  export const encoded: string;
  export const swaps: number[];
}

declare module "*/generated/inline-server.js" {
  export const encoded: string;
  export const swaps: number[];
}

declare module "*/generated/inline-sandbox.js" {
  export const encoded: string;
  export const swaps: number[];
}

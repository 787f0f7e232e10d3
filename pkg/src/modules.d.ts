declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*/generated/inline.js" {
  /** The WebAssembly module, deflated (raw) and then in base64. */
  export const deflated: string;
}

declare module "*/generated/flex_checkout_bg.js" {
  /** Gives the glue the instance that it calls. */
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  /** Places a hold: a promise of what `withResponse()` gives, or of the facts of a FlexError. */
  export function reauth(id: string, options: object): Promise<unknown>;
  /** Reads a session, likewise. */
  export function retrieve(id: string, options: object): Promise<unknown>;
}

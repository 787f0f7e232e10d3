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

declare module "*/generated/glue.js" {
  /** What lies between an instance of the module and JavaScript. */
  export interface Glue {
    /** Gives the glue the instance that it calls. */
    __wbg_set_wasm(exports: WebAssembly.Exports): void;
    /** A new idempotency key. */
    idempotency_key(): string;
    /** Places a hold: a promise of what `withResponse()` gives, or of the facts of a FlexError. */
    reauth(id: string, options: object): Promise<unknown>;
    /** Reads a session, likewise. */
    retrieve(id: string, options: object): Promise<unknown>;
  }

  /** Makes the glue of one instance. */
  export function createGlue(): Glue & WebAssembly.ModuleImports;
}

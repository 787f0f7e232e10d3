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
    /** Begins a call. The step says under which number the module knows it. */
    begin(
      isReauth: boolean,
      id: string,
      apiKey: string,
      baseURL: string,
      idempotencyKey: string,
      newKey: string,
      /** Lines, a name and its value in turn. */
      headers: string,
      /** Lines. */
      expand: string,
      timeout: number,
      /** Negative for none. */
      deadline: number,
      maxRetries: number,
      maxRetryDelay: number,
      maxResponseBytes: number,
      strict: boolean,
      observed: boolean,
      now: number,
    ): string;
    /** An idempotency key of 16 random bytes. */
    uuid(random: Uint8Array): string;
    /** Takes what came of a request, and says what to do next. */
    came(
      run: number,
      status: number,
      retryAfter: string,
      retryAfterMs: string,
      body: Uint8Array,
      failure: number,
      reason: string,
      now: number,
      unixTime: number,
      random: number,
    ): string;
    /** Goes on after a wait, and says what to do next. */
    waited(run: number, now: number): string;
    /** The body that belongs to a call's error. */
    body(run: number): Uint8Array | undefined;
    /** Forgets a call. */
    end(run: number): void;
  }

  /** Makes the glue of one instance. */
  export function createGlue(): Glue & WebAssembly.ModuleImports;
}

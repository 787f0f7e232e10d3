/** What a WebAssembly module can be made of. */
export type WasmSource = WebAssembly.Module | BufferSource | Response | URL | string;

import * as glue from "../generated/sandbox.js";

type Source = () => WebAssembly.Module | Uint8Array<ArrayBuffer>;

let find: Source | undefined;
let loaded = false;

/** Sets the source of the module. It is compiled when the first sandbox needs it. */
export function provide(source: Source): void {
  find = source;
}

/** Creates a sandbox in the module's memory. `now` is in milliseconds since 1970. */
export function createCore(now: number): glue.SandboxCore {
  if (!loaded) {
    load();
    loaded = true;
  }
  return new glue.SandboxCore(now, Math.random());
}

/** Compiles the module synchronously, so that a test need not wait for it. */
function load(): void {
  try {
    const source = (find as Source)();
    // `instanceof WebAssembly.Module` would not recognize a module of another realm.
    const module = source instanceof Uint8Array ? new WebAssembly.Module(source) : source;
    const { exports } = new WebAssembly.Instance(module, { "./flex_checkout_bg.js": { ...glue } });
    glue.__wbg_set_wasm(exports);
    (exports.__wbindgen_start as () => void)();
  } catch (cause) {
    throw new Error(`The WebAssembly module of flex-checkout/testing could not be loaded: ${cause}`, {
      cause,
    });
  }
}

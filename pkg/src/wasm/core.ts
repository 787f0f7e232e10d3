import { FlexError } from "../error.js";
import type { Findings, Question, Step, Template } from "../generated/crossings.js";
import type { Action } from "../generated/models.js";

type Source = () => WebAssembly.Module | BufferSource | Promise<WebAssembly.Module | BufferSource>;

/** The functions of a WebAssembly instance. */
export interface Core {
  /** Asks for the template of an operation; the question has options and no call. */
  template(question: Question): Template;
  /** Asks for the next step of a call. */
  step(question: Question, body?: Uint8Array): Step;
  /** Asks for the holds and the drift of an operation's response about the object of this id. */
  findings(body: Uint8Array, action: Action, id: string): Findings;
  /** Replaces a secret in a body, which may end within it. */
  redact(secret: string, body: Uint8Array): Uint8Array;
}

/** Address and length of bytes in the instance's memory. */
type Place = [address: number, length: number];

/**
 * The exports of an instance. `ask` takes two byte strings and returns one. `cargo xtask build` compares this shape with
 * the glue that wasm-bindgen generates.
 */
interface Exports {
  memory: WebAssembly.Memory;
  ask(...places: number[]): Place;
  __wbindgen_malloc(size: number, align: number): number;
  __wbindgen_free(address: number, size: number, align: number): void;
}

const none: Uint8Array = new Uint8Array();

function createCore(wasm: Exports): Core {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const put = (bytes: Uint8Array): Place => {
    const address = wasm.__wbindgen_malloc(bytes.length, 1) >>> 0;
    new Uint8Array(wasm.memory.buffer, address, bytes.length).set(bytes);
    return [address, bytes.length];
  };
  const call = (question: object, body: Uint8Array): Uint8Array<ArrayBuffer> => {
    const [address, length] = wasm.ask(...put(encoder.encode(JSON.stringify(question))), ...put(body));
    const result = new Uint8Array(wasm.memory.buffer as ArrayBuffer, address >>> 0, length).slice();
    wasm.__wbindgen_free(address, length, 1);
    return result;
  };
  const ask = (question: object, body = none) => JSON.parse(decoder.decode(call(question, body)));
  return {
    template: ask,
    step: ask,
    findings: (body, action, id) => ask({ action, id }, body),
    redact: (secret, body) => call({ secret }, body),
  };
}

/**
 * Wraps an instance's exports so that none is called after one of them threw: the exception has left Rust in the middle
 * of its work. The generated glue throws an error that Rust returns after the export returned, so it is not affected.
 *
 * `trapped` is called once, for the first exception.
 */
function guard({ exports }: WebAssembly.Instance, trapped: () => void): WebAssembly.Exports {
  let broken: { cause: unknown } | undefined;
  const guarded: WebAssembly.Exports = {};
  for (const [name, value] of Object.entries(exports)) {
    guarded[name] =
      typeof value === "function"
        ? (...values: unknown[]) => {
            if (broken) {
              throw broken.cause;
            }
            try {
              return value(...values);
            } catch (cause) {
              broken = { cause };
              // Detaches the memory's buffer, so that the generated glue does not use its views of it with the next
              // instance.
              (exports.memory as WebAssembly.Memory).grow(0);
              trapped();
              throw cause;
            }
          }
        : value;
  }
  return guarded;
}

/** The glue that wasm-bindgen generates for a module's typed exports. */
export interface Glue {
  __wbg_set_wasm(exports: object): void;
}

let find: Source | undefined;
let loading: Promise<Core> | undefined;
let loaded: Core | undefined;
let module: WebAssembly.Module | undefined;
let glue: Glue | undefined;

/**
 * Sets the source of the module, and the glue of its typed exports, if it has any. It is loaded when the first call needs
 * it.
 */
export function provide(source: Source, generated?: Glue): void {
  find = source;
  glue = generated;
  loading = undefined;
  loaded = undefined;
}

/** Returns the module's functions if it is loaded. */
export function core(): Core | undefined {
  return loaded;
}

/**
 * Returns the holds and the drift of an operation's response. If the instance broke since the call, a new one is made of its module.
 */
export function findingsOf(body: Uint8Array, action: Action, id: string): Findings {
  if (!loaded && module) {
    loaded = adopt(new WebAssembly.Instance(module, imports()));
  }
  if (!loaded) {
    throw new Error("the WebAssembly module broke");
  }
  return loaded.findings(body, action, id);
}

/** Loads the module. After a failure, or when an instance broke, the next call makes a new one. */
export function load(): Promise<Core> {
  if (!loading) {
    const started = start();
    const keep = (core?: Core) => {
      if (loading === started) {
        loaded = core;
        loading = core && started;
      }
    };
    loading = started;
    started.then(keep, () => keep());
  }
  return loading;
}

/** Makes the functions of an instance. When it breaks, the next call makes a new one. */
function adopt(instance: WebAssembly.Instance): Core {
  const exports = guard(instance, () => {
    if (loaded === core) {
      loaded = undefined;
      loading = undefined;
    }
  });
  if (glue) {
    glue.__wbg_set_wasm(exports);
    (exports.__wbindgen_start as () => void)();
  }
  const core = createCore(exports as unknown as Exports);
  return core;
}

async function start(): Promise<Core> {
  const source = find;
  try {
    if (!source) {
      throw new Error("flex-checkout/slim needs `await init(source)` before the first call");
    }
    const missing = ["WebAssembly", "TextEncoder", "TextDecoder"].filter((name) => !(name in globalThis));
    if (missing.length > 0) {
      const jest = missing[0] === "WebAssembly" ? "" : " (with Jest, use its node environment)";
      throw new Error(`this environment has no ${missing.join(" and no ")}${jest}`);
    }
    const made = await instantiate(await source());
    if (find === source && made.module) {
      const compiled = made.module;
      module = compiled;
      // For the next instance: a response can be read only once.
      find = () => compiled;
    }
    return adopt(made.instance);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const fix = /CSP|Content.Security|unsafe-eval/i.test(reason)
      ? " The page's Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src."
      : /by embedder/.test(reason)
        ? " Mark flex-checkout as external in your bundler: see docs/environments.md."
        : "";
    throw new FlexError({
      kind: "configuration",
      outcome: "not_sent",
      message: `The WebAssembly module could not be loaded: ${reason}. Nothing was sent.${fix}`,
      attempts: 0,
      cause,
    });
  }
}

interface Instantiated {
  instance: WebAssembly.Instance;
  module?: WebAssembly.Module;
}

async function instantiate(source: WebAssembly.Module | BufferSource): Promise<Instantiated> {
  if (source instanceof WebAssembly.Module) {
    return { instance: await WebAssembly.instantiate(source, imports()), module: source };
  }
  const made: unknown = await WebAssembly.instantiate(source, imports());
  // Bytes make a pair; a module of another realm, which `instanceof` does not recognize, makes an instance.
  return "instance" in (made as object)
    ? (made as Instantiated)
    : { instance: made as WebAssembly.Instance, module: source as WebAssembly.Module };
}

/** The client's module imports functions only to report a failed allocation. */
function imports(): WebAssembly.Imports {
  const functions = glue ?? new Proxy({}, { get: () => stop });
  return { "./flex_checkout_bg.js": functions as WebAssembly.ModuleImports };
}

function stop(): never {
  throw new WebAssembly.RuntimeError("the module ran out of memory");
}

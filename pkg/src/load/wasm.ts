import { FlexError } from "../error.js";
import type { Glue } from "../generated/glue.js";
import type { WasmSource } from "./init.js";
import { instantiate } from "./instance.js";

/** The module, ready to be called. */
export interface Core {
  glue: Glue;
  /** What a call gives; it rejects with a {@link Trap} if the module breaks before it is over. */
  settle<T>(call: Promise<T>): Promise<T>;
}

/** The module broke: a bug of this package, or no memory left. */
export class Trap {
  constructor(readonly cause: unknown) {}
}

let find: (() => WasmSource | Promise<WasmSource>) | undefined;
let ready: Promise<Core> | undefined;

/** Says where the module is to be had. Nothing is loaded before the first call needs it. */
export function provide(source: () => WasmSource | Promise<WasmSource>): void {
  find = source;
  ready = undefined;
}

/** The module. A failure is not kept, nor is a module that broke: the next call gets a fresh one. */
export function core(): Promise<Core> {
  if (!ready) {
    const forget = () => {
      if (ready === started) {
        ready = undefined;
      }
    };
    const started = start(forget);
    ready = started;
    started.catch(forget);
  }
  return ready;
}

async function start(forget: () => void): Promise<Core> {
  const waiting = new Set<(trap: Trap) => void>();
  const source = find;
  try {
    if (!source) {
      throw new Error("flex-checkout/slim needs `await init(source)` before the first call");
    }
    const { glue, module } = await instantiate(await source(), (cause) => {
      forget();
      for (const reject of waiting) {
        reject(new Trap(cause));
      }
    });
    if (find === source && module) {
      // For the next instance, if there ever has to be one: a response can be read only once.
      find = () => module;
    }
    return {
      glue,
      settle: <T>(call: Promise<T>) =>
        new Promise<T>((resolve, reject) => {
          waiting.add(reject);
          call.then(resolve, reject).finally(() => waiting.delete(reject));
        }),
    };
  } catch (cause) {
    const policy = /CSP|Content.Security|unsafe-eval/i.test(reason(cause))
      ? " The page's Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src."
      : "";
    throw new FlexError({
      kind: "configuration",
      outcome: "not_sent",
      message: `The WebAssembly module could not be loaded: ${reason(cause)}. Nothing was sent.${policy}`,
      attempts: 0,
      cause,
    });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

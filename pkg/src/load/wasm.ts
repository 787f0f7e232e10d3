import { FlexError } from "../error.js";
import type { Glue } from "../generated/glue.js";
import { instantiate, type WasmSource } from "./instance.js";

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
}

/**
 * Loads the module: compiled already, its bytes, a response with them, or the address of the file
 * `flex-checkout/flex_checkout.wasm`. Needed once, before the first call.
 */
export async function init(source: WasmSource | Promise<WasmSource>): Promise<void> {
  provide(() => source);
  await core();
}

/** The module. A failure is not kept, nor is a module that broke: the next call gets a fresh one. */
export function core(): Promise<Core> {
  if (!ready) {
    const started = start(() => {
      if (ready === started) {
        ready = undefined;
      }
    });
    ready = started;
  }
  return ready;
}

async function start(forget: () => void): Promise<Core> {
  const waiting = new Set<(trap: Trap) => void>();
  try {
    if (!find) {
      throw new Error("flex-checkout/slim needs `await init(source)` before the first call");
    }
    const glue = await instantiate(await find(), (cause) => {
      forget();
      for (const reject of waiting) {
        reject(new Trap(cause));
      }
    });
    return {
      glue,
      settle: <T>(call: Promise<T>) =>
        new Promise<T>((resolve, reject) => {
          waiting.add(reject);
          call.then(resolve, reject).finally(() => waiting.delete(reject));
        }),
    };
  } catch (cause) {
    forget();
    throw new FlexError({
      kind: "configuration",
      outcome: "not_sent",
      message: `The WebAssembly module could not be loaded: ${reason(cause)}. Nothing was sent. A Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src.`,
      attempts: 0,
      cause,
    });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

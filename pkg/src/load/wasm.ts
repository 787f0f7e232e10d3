import { FlexError } from "../error.js";
import type { Glue } from "./glue.js";
import { type GeneratedGlue, instantiate } from "./instance.js";
import type { WasmSource } from "./source.js";

let find: (() => WasmSource | Promise<WasmSource>) | undefined;
let generated: GeneratedGlue | undefined;
let ready: Promise<Glue> | undefined;
let loaded = false;

/**
 * Says where the module is to be had, and the generated glue of its typed exports, if it has any. Nothing is
 * loaded before the first call needs it.
 */
export function provide(source: () => WasmSource | Promise<WasmSource>, glue?: GeneratedGlue): void {
  find = source;
  generated = glue;
  ready = undefined;
  loaded = false;
}

/** Returns true if functions of the generated glue can be called at once, without waiting for {@link core}. */
export function isLoaded(): boolean {
  return loaded;
}

/** The module. A failure is not kept, nor is a module that broke: the next call gets a fresh one. */
export function core(): Promise<Glue> {
  if (!ready) {
    const forget = () => {
      if (ready === started) {
        ready = undefined;
        loaded = false;
      }
    };
    const started = start(forget);
    ready = started;
    started.catch(forget);
  }
  return ready;
}

async function start(forget: () => void): Promise<Glue> {
  const source = find;
  try {
    if (!source) {
      throw new Error("flex-checkout/slim needs `await init(source)` before the first call");
    }
    const { glue, module } = await instantiate(await source(), generated, forget);
    if (find === source && module) {
      // For the next instance, if there ever has to be one: a response can be read only once.
      find = () => module;
    }
    loaded = true;
    return glue;
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

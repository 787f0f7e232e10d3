import { FlexError } from "../error.js";
import { isAborted, reasonOf, watch } from "../guard.js";
import type { CheckedOptions } from "../options.js";

/**
 * Waits for the module, unless the caller aborts or the call's time is up before: a module that never
 * arrives must not keep a call waiting. Gives what is left of the deadline.
 */
export async function within(
  loading: Promise<unknown>,
  { signal, deadline, idempotencyKey }: CheckedOptions,
): Promise<number | undefined> {
  if (!signal && deadline === undefined) {
    await loading;
    return undefined;
  }
  const started = Date.now();
  await new Promise((resolve, reject) => {
    let unwatch = () => {};
    const end = (kind: "aborted" | "timeout", why: string, cause?: unknown) => {
      unwatch();
      const message = `${why} before the WebAssembly module was loaded. Nothing was sent.`;
      reject(new FlexError({ kind, outcome: "not_sent", message, attempts: 0, idempotencyKey, cause }));
    };
    const abort = () => end("aborted", "The call was aborted", reasonOf(signal));
    const late = () => end("timeout", "The time for the call ran out");
    unwatch = watch(deadline, late, signal, abort);
    loading.then(resolve, reject).finally(unwatch);
    if (isAborted(signal)) {
      // Behind a module that is there already: it gives the error its idempotency key.
      Promise.resolve().then(abort);
    }
  });
  return deadline && Math.max(1, deadline - (Date.now() - started));
}

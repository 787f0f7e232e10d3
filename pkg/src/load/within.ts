import { FlexError } from "../error.js";
import { isAborted, reasonOf, watch } from "../guard.js";
import type { CheckedOptions } from "../options.js";

/**
 * What a promise gives, unless the caller aborts or the call's time is up before: a module that
 * never arrives must not keep a call waiting. The time that it took is taken off the deadline.
 */
export async function within<T>(loading: Promise<T>, options: CheckedOptions): Promise<T> {
  const { signal, deadline, idempotencyKey } = options;
  if (!signal && deadline === undefined) {
    return loading;
  }
  const started = Date.now();
  const loaded = await new Promise<T>((resolve, reject) => {
    let unwatch = () => {};
    const end = (kind: "aborted" | "timeout", why: string, cause?: unknown) => {
      unwatch();
      const message = `${why} before the WebAssembly module was loaded. Nothing was sent.`;
      reject(new FlexError({ kind, outcome: "not_sent", message, attempts: 0, idempotencyKey, cause }));
    };
    const abort = () => end("aborted", "The call was aborted", reasonOf(signal));
    const late = () => end("timeout", "The time for the call ran out");
    if (isAborted(signal)) {
      abort();
      return;
    }
    unwatch = watch(deadline, late, signal, abort);
    loading.then(resolve, reject).finally(unwatch);
  });
  if (deadline !== undefined) {
    options.deadline = Math.max(1, deadline - (Date.now() - started));
  }
  return loaded;
}

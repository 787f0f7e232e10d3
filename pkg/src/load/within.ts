import { FlexError } from "../error.js";
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
  const cleanUp: (() => void)[] = [];
  const ended = new Promise<never>((_, reject) => {
    const end = (kind: "aborted" | "timeout", why: string, cause?: unknown) =>
      reject(
        new FlexError({
          kind,
          outcome: "not_sent",
          message: `${why} before the WebAssembly module was loaded. Nothing was sent.`,
          attempts: 0,
          idempotencyKey,
          cause,
        }),
      );
    if (signal) {
      const abort = () => end("aborted", "The call was aborted", signal.reason);
      try {
        if (signal.aborted) {
          abort();
        }
        signal.addEventListener("abort", abort);
        cleanUp.push(() => signal.removeEventListener("abort", abort));
      } catch {
        // A stand-in that takes no listeners never aborts.
      }
    }
    if (deadline !== undefined) {
      const timer = setTimeout(() => end("timeout", "The time for the call ran out"), deadline);
      cleanUp.push(() => clearTimeout(timer));
    }
  });
  try {
    const loaded = await Promise.race([loading, ended]);
    if (deadline !== undefined) {
      options.deadline = Math.max(1, deadline - (Date.now() - started));
    }
    return loaded;
  } finally {
    for (const undo of cleanUp) {
      try {
        undo();
      } catch {
        // Nor does it let go of any.
      }
    }
  }
}

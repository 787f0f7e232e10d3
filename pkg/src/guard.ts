/** What a caller's signal is used for here. A stand-in may have less of it, and any of it may throw. */
export type Signal = Pick<AbortSignal, "aborted" | "reason" | "addEventListener" | "removeEventListener">;

/** Whether the caller has aborted. */
export function isAborted(signal: Signal | undefined): boolean {
  try {
    return signal?.aborted === true;
  } catch {
    return false;
  }
}

/** The caller's reason, whatever it is. */
export function reasonOf(signal: Signal | undefined): unknown {
  try {
    return signal?.reason;
  } catch (thrown) {
    return thrown;
  }
}

/**
 * Calls `late` after so many milliseconds, if there is a limit, and `aborted` when the caller aborts, until the function
 * that it returns is called.
 */
export function watch(
  milliseconds: number | undefined,
  late: () => void,
  signal: Signal | undefined,
  aborted: () => void,
): () => void {
  const timer = milliseconds === undefined ? undefined : setTimeout(late, milliseconds);
  const listen = (method: "addEventListener" | "removeEventListener") => {
    try {
      signal?.[method]("abort", aborted);
    } catch {
      // A stand-in that takes no listeners never aborts.
    }
  };
  listen("addEventListener");
  return () => {
    clearTimeout(timer);
    listen("removeEventListener");
  };
}

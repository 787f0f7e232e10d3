/** The result of a hook. */
export type HookResult<Value> = { value: Value } | { thrown: unknown };

/** Calls a hook, which may throw and whose promise may never settle. */
export async function callHook<Value>(
  timeout: number,
  hook: () => Value | Promise<Value>,
): Promise<HookResult<Value>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const returned = hook();
    // A timer costs as much as verifying a token.
    if (!isPromise(returned)) {
      return { value: returned };
    }
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the hook did not settle within ${timeout} ms`)), timeout);
    });
    return { value: await Promise.race([returned, late]) };
  } catch (thrown) {
    return { thrown };
  } finally {
    clearTimeout(timer);
  }
}

function isPromise<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return typeof (value as Promise<Value> | undefined)?.then === "function";
}

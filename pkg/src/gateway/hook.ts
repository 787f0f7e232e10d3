/** What became of something of the merchant's. */
export type Hooked<Value> = { value: Value } | { thrown: unknown };

/** Waits for something of the merchant's, which may throw, and may never end. */
export async function hook<Value>(
  milliseconds: number,
  call: () => Value | Promise<Value>,
): Promise<Hooked<Value>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const called = call();
    if (!isPromise(called)) {
      return { value: called };
    }
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`nothing came in ${milliseconds} ms`)), milliseconds);
    });
    return { value: await Promise.race([called, late]) };
  } catch (thrown) {
    return { thrown };
  } finally {
    clearTimeout(timer);
  }
}

function isPromise<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return typeof (value as Promise<Value> | undefined)?.then === "function";
}

/**
 * Wraps a module's exports so that none is called after one of them threw. An exception that leaves an export
 * has left Rust in the middle of its work, and the instance's memory may be inconsistent. An error that
 * Rust returns is no such exception: the glue throws it after the export returned.
 *
 * `trapped` is called once, for the first exception.
 */
export function guardExports({ exports }: WebAssembly.Instance, trapped: () => void): WebAssembly.Exports {
  let broken: { cause: unknown } | undefined;
  const guard =
    (call: (...values: unknown[]) => unknown) =>
    (...values: unknown[]) => {
      if (broken) {
        throw broken.cause;
      }
      try {
        return call(...values);
      } catch (cause) {
        broken = { cause };
        // Detaches the memory's buffer: generated glue keeps its views until their buffer is detached, and
        // would use them with the next instance.
        (exports.memory as WebAssembly.Memory).grow(0);
        trapped();
        throw cause;
      }
    };
  const guarded = Object.entries(exports).map(([name, value]) => [
    name,
    typeof value === "function" ? guard(value as () => unknown) : value,
  ]);
  return Object.fromEntries(guarded);
}

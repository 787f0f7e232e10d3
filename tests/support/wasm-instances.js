/** Calls `note` with every WebAssembly instance that is created from now on. */
export function watchInstances(note) {
  const { instantiate, Instance } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate(...given);
    note(made.instance ?? made);
    return made;
  };
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, given) {
      const made = new target(...given);
      note(made);
      return made;
    },
  });
}

/**
 * Watches instances from now on. Returns a function that returns the total size of their memories in bytes. Such memory
 * never shrinks, so that is also the peak.
 */
export function watchWasmMemory() {
  const memories = [];
  watchInstances(({ exports }) => {
    memories.push(...Object.values(exports).filter((value) => value instanceof WebAssembly.Memory));
  });
  return () => {
    if (memories.length === 0) throw new Error("nothing has been instantiated");
    return memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  };
}

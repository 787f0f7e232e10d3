/** Tells of every instance of WebAssembly that is made from now on. */
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
 * Watches from now on what is instantiated. Gives a function that tells how many bytes of WebAssembly memory all of it
 * has by now: such memory never shrinks, so what it has is what it had at most.
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

/**
 * Watches from now on what is instantiated. Gives a function that tells how many bytes of WebAssembly memory all of it
 * has by now: such memory never shrinks, so what it has is what it had at most.
 */
export function watchWasmMemory() {
  const memories = [];
  const note = ({ exports }) => {
    memories.push(...Object.values(exports).filter((value) => value instanceof WebAssembly.Memory));
  };
  const { instantiate, Instance } = WebAssembly;
  WebAssembly.instantiate = async (...all) => {
    const made = await instantiate(...all);
    note(made.instance ?? made);
    return made;
  };
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, all) {
      const made = new target(...all);
      note(made);
      return made;
    },
  });
  return () => {
    if (memories.length === 0) throw new Error("nothing has been instantiated");
    return memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  };
}

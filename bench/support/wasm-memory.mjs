/**
 * Imports a module and gives besides it a function that tells how many bytes of WebAssembly memory it has by now: the
 * memories of all that it has instantiated. WebAssembly's memory never shrinks, so what it has is what it had at most.
 */
export async function importWatched(file) {
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
  const module = await import(file);
  return {
    module,
    bytes() {
      if (memories.length === 0) throw new Error("nothing has been instantiated");
      return memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    },
  };
}

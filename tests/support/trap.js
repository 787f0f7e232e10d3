// Makes the package's WebAssembly module trap, as a bug in it or a lack of memory would.

let armed = false;

/** Instruments every module that is loaded from now on. Call it before the package is used. */
export function installTrap() {
  const { instantiate, Instance } = WebAssembly;
  WebAssembly.instantiate = async (source, imports) => {
    const made = await instantiate.call(WebAssembly, source, imports);
    const exports = withSwitch((made.instance ?? made).exports);
    return made.instance ? { ...made, instance: { exports } } : { exports };
  };
  WebAssembly.Instance = new Proxy(Instance, {
    construct: (target, values) => ({ exports: withSwitch(new target(...values).exports) }),
  });
}

/** Makes the module trap at the next question. */
export function armTrap() {
  armed = true;
}

function withSwitch(exports) {
  const switched = {};
  for (const [name, value] of Object.entries(exports)) {
    switched[name] =
      name !== "ask"
        ? value
        : (...values) => {
            if (armed) {
              armed = false;
              throw new WebAssembly.RuntimeError("unreachable");
            }
            return value(...values);
          };
  }
  return switched;
}

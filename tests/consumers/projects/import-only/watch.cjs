// Records which globals the package touches, from before it is loaded.

const WATCHED = [
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "fetch",
  "atob",
  "Blob",
  "Response",
  "DecompressionStream",
  "AbortController",
  "FinalizationRegistry",
  "addEventListener",
].concat(Object.getOwnPropertyNames(WebAssembly).map((name) => `WebAssembly.${name}`));

const touched = new Set();

for (const path of WATCHED) {
  const [name, owner] = path.split(".").reverse();
  const object = owner ? globalThis[owner] : globalThis;
  if (typeof object[name] !== "function") continue;
  const note = (target, ...rest) => {
    // The runtime itself uses some of these too.
    if (new Error().stack.includes("/node_modules/flex-checkout/")) touched.add(path);
    return [target, ...rest];
  };
  object[name] = new Proxy(object[name], {
    apply: (...call) => Reflect.apply(...note(...call)),
    construct: (...call) => Reflect.construct(...note(...call)),
  });
}

const globals = () =>
  new Map(Reflect.ownKeys(globalThis).map((key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)]));

/** Returns the globals that the action touches or leaves changed. */
async function touchedBy(action) {
  touched.clear();
  const before = globals();
  const value = await action();
  // Gives deferred work its turn.
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (const [key, { value, get }] of globals()) {
    const known = before.get(key);
    if (!known || !Object.is(known.value, value) || known.get !== get)
      touched.add(`globalThis.${String(key)}`);
  }
  return [[...touched], value];
}

async function report(load) {
  const { sessionId, ...options } = JSON.parse(process.argv[2]);
  const [imported, { FlexClient }] = await touchedBy(load);
  const [used, { holds }] = await touchedBy(() => new FlexClient(options).reauth(sessionId).withResponse());
  const intents = holds.map((hold) => hold.payment_intent_id);
  console.log(JSON.stringify({ imported, used, intents }));
}

module.exports = { report };

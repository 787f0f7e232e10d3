// Says what of the platform is touched, from before the package is loaded.

const touched = new Set();

const watched = {
  globalThis: [
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
  ],
  WebAssembly: [
    "compile",
    "compileStreaming",
    "instantiate",
    "instantiateStreaming",
    "validate",
    "Module",
    "Instance",
    "Memory",
    "Table",
  ],
};

for (const [owner, names] of Object.entries(watched)) {
  const object = owner === "WebAssembly" ? WebAssembly : globalThis;
  for (const name of names) {
    if (!(name in object)) continue;
    const note = (act) => (target, ...rest) => {
      touched.add(owner === "WebAssembly" ? `WebAssembly.${name}` : name);
      return Reflect[act](target, ...rest);
    };
    object[name] = new Proxy(object[name], { apply: note("apply"), construct: note("construct") });
  }
}

const globals = () => new Map(Reflect.ownKeys(globalThis).map((key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)]));

/** What the action touches, and the globals that it leaves changed. */
async function touchedBy(action) {
  touched.clear();
  const before = globals();
  const value = await action();
  // Whatever it may have put off has its turn.
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  touched.delete("setImmediate");
  for (const [key, { value, get }] of globals()) {
    const known = before.get(key);
    if (!known || known.value !== value || known.get !== get) touched.add(`globalThis.${String(key)}`);
  }
  return [[...touched], value];
}

async function tell(load) {
  const [, , options] = process.argv;
  const { sessionId, ...rest } = JSON.parse(options);
  const [imported, { FlexClient }] = await touchedBy(load);
  const [used, { holds }] = await touchedBy(() => new FlexClient(rest).reauth(sessionId).withResponse());
  const intents = holds.map((hold) => hold.payment_intent_id);
  console.log(JSON.stringify({ imported, used, intents }));
}

module.exports = { tell };

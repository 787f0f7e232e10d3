// Worker scripts that report which keys the package accepts in them.

/** Returns the scripts by path, as `serve` takes them. */
export function scriptsOfWorkers(entry) {
  const script = (source) => ["text/javascript", source];
  const imports = `
    import * as pkg from ${JSON.stringify(entry)};
    import { tryKeys } from "/tests/support/keys.js";`;
  // Not every browser allows `import()` in a classic service worker.
  const classic = `
    const results = Promise.all([import(${JSON.stringify(entry)}), import("/tests/support/keys.js")]).then(
      ([pkg, { tryKeys }]) => tryKeys(pkg),
    );`;
  return {
    "/workers/module.js": script(`${imports} postMessage(tryKeys(pkg));`),
    "/workers/classic.js": script(`${classic} results.then(postMessage);`),
    "/workers/shared.js": script(`${imports}
      addEventListener("connect", ({ ports }) => ports[0].postMessage(tryKeys(pkg)));`),
    "/workers/service.js": script(`${imports}
      addEventListener("message", ({ ports }) => ports[0].postMessage(tryKeys(pkg)));`),
    "/workers/worklet.js": script(`${imports}
      registerProcessor("keys", class extends AudioWorkletProcessor {
        constructor() {
          super();
          this.port.postMessage(tryKeys(pkg));
        }
        process() {
          return false;
        }
      });`),
  };
}

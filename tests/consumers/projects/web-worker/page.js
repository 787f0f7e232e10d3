import { ask } from "./ask.js";

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
globalThis.renew = (options) => ask(worker, options);

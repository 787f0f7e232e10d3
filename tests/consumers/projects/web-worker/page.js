import { renewIn } from "./renew-in.js";

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
globalThis.renew = (options) => renewIn(worker, options);
globalThis.refusal = (options) => renewIn(worker, options).then(String, ({ message }) => message);

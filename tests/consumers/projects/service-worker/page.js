import { ask } from "./ask.js";

await navigator.serviceWorker.register("worker.js");
const { active } = await navigator.serviceWorker.ready;
globalThis.renew = (options) => ask(active, options);

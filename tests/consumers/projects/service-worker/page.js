import { renewIn } from "./renew-in.js";

await navigator.serviceWorker.register("worker.js");
const { active } = await navigator.serviceWorker.ready;
globalThis.renew = (options) => renewIn(active, options);
globalThis.refusal = (options) => renewIn(active, options).then(String, ({ message }) => message);

// A server's worker, of either kind. It gets the URL of a copy of the package.

import { parentPort } from "node:worker_threads";
import { tryKeys } from "../keys.js";

const answer = async (url) => {
  const copy = await import(url);
  // Some runtimes find no named exports in CommonJS.
  return tryKeys(copy.FlexClient ? copy : copy.default);
};

if (parentPort) parentPort.once("message", async (url) => parentPort.postMessage(await answer(url)));
else globalThis.onmessage = async ({ data }) => postMessage(await answer(data));

// The measured process in Node: makes a call per message, and sends its result.
//   node --expose-gc node-process.mjs <folder of the consumer> <env as JSON>

import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { filesOf } from "../../support/processes.mjs";
import { createCaller } from "../caller.js";

const COLLECTIONS = 6;

const [, , folder, env] = process.argv;
// More calls share a signal here than Node's warning allows.
setMaxListeners(0);
const pkg = await import(pathToFileURL(join(folder, "import.mjs")).href);
const { call, counts } = createCaller(pkg, JSON.parse(env));
let unhandled = 0;
process.on("unhandledRejection", () => unhandled++);

async function sample() {
  // Finalizers of one collection free memory in the next.
  for (let turn = 0; turn < COLLECTIONS; turn++) {
    globalThis.gc();
    await sleep(20);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo().filter((name) => name !== "Timeout");
  return {
    ...counts(),
    heap: heapUsed,
    external,
    rss,
    unhandled,
    handles: resources.length,
    files: filesOf("self"),
  };
}

process.on("message", async ({ number, plan }) => {
  process.send({ number, result: plan ? await call(plan) : await sample() });
});
process.on("disconnect", () => process.exit());
process.send("ready");

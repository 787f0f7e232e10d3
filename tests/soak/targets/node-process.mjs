// The process that is measured in Node: calls by message, each answered by what came of it.
//   node --expose-gc node-process.mjs <folder of the consumer> <env as JSON> [leak]

import { setMaxListeners } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { createCaller } from "../caller.js";
import { createLeak } from "../leak.js";
import { filesOf } from "./files.mjs";

const COLLECTIONS = 6;

const [, , folder, env, leaks] = process.argv;
// So many calls share a signal here that Node would warn.
setMaxListeners(0);
const pkg = await import(pathToFileURL(join(folder, "import.mjs")).href);
const leak = leaks && createLeak(() => openSync("/dev/null"));
const { call, counts } = createCaller(pkg, JSON.parse(env), leak);
let unhandled = 0;
process.on("unhandledRejection", () => unhandled++);

async function sample() {
  // What one collection finalizes, the next one frees.
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
  process.send({ number, came: plan ? await call(plan) : await sample() });
});
process.on("disconnect", () => process.exit());
process.send("ready");

// The package in a Worker in its own workerd: a request is a call, and all requests share their clients, as in a
// deployed Worker.

import { Agent, request as send } from "node:http";
import { join } from "node:path";
import { configure, startWorkerd } from "../../../bench/support/workerd-process.mjs";
import { filesOf, residentBytes } from "../../support/processes.mjs";
import { bundleScript } from "../../support/runtimes/workerd.mjs";
import { openInspector } from "../inspector.mjs";

const COLLECTIONS = 6;
const CALLER = new URL("../caller.js", import.meta.url);

const script = (env) => `
  import * as pkg from "flex-checkout";
  import { createCaller } from "caller";
  // workerd creates no signal outside of a request.
  let caller;
  let unhandled = 0;
  addEventListener("unhandledrejection", () => unhandled++);
  export default {
    async fetch(request) {
      caller ??= createCaller(pkg, ${JSON.stringify(env)});
      const { call, counts } = caller;
      const plan = await request.json();
      if (plan) return Response.json(await call(plan));
      // The inspector's own collection never responds in workerd.
      gc();
      return Response.json({ ...counts(), unhandled });
    },
  };
`;

export async function startWorker(consumer, env) {
  const folder = await bundleScript(script(env), { caller: CALLER }, consumer);
  const config = configure(join(folder, "worker.js"), ["--expose-gc"]);
  const { origin, inspector, pid, stop } = await startWorkerd(config, { inspects: true });
  const agent = new Agent({ keepAlive: true });
  const send = (plan) => post(agent, origin, JSON.stringify(plan ?? null));
  return {
    pid,
    inspector,
    call: send,
    async sample() {
      let counts;
      // Finalizers of one collection free memory in the next.
      for (let turn = 0; turn < COLLECTIONS; turn++) counts = await send(undefined);
      const isolate = await openInspector(`${inspector}/worker`);
      try {
        const { usedSize, backingStorageSize } = await isolate.send("Runtime.getHeapUsage");
        return {
          ...counts,
          heap: usedSize,
          external: backingStorageSize,
          rss: residentBytes(pid),
          files: filesOf(pid),
        };
      } finally {
        isolate.close();
      }
    },
    stop() {
      agent.destroy();
      stop();
    },
  };
}

/** POSTs a body and parses the JSON of the response. */
function post(agent, origin, body) {
  return new Promise((resolve, reject) => {
    const request = send(origin, { agent, method: "POST" }, async (response) => {
      try {
        const parts = [];
        for await (const part of response) parts.push(part);
        const body = Buffer.concat(parts).toString();
        if (response.statusCode !== 200)
          throw new Error(`the Worker answered ${response.statusCode}: ${body}`);
        resolve(JSON.parse(body));
      } catch (error) {
        reject(error);
      }
    });
    request.once("error", (error) => {
      // workerd closes idle connections, perhaps just as one is reused.
      if (request.reusedSocket && error.code === "ECONNRESET") resolve(post(agent, origin, body));
      else reject(error);
    });
    request.end(body);
  });
}

// Takes the counters out of every instance of an instrumented module, into COVERAGE_FOLDER:
//   NODE_OPTIONS="--import path/to/take.mjs" node ..
// What runs in workerd gives them to COVERAGE_URL.

import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { watchInstances } from "../support/wasm-instances.js";

/** A child may be killed without a word. */
const INTERVAL = 250;

const folder = process.env.COVERAGE_FOLDER;
const instances = [];

function take() {
  instances.forEach((instance, index) => {
    try {
      const { memory, coverage, __wbindgen_free: free } = instance.exports;
      const [address, length] = coverage();
      const counters = new Uint8Array(memory.buffer, address >>> 0, length).slice();
      free(address, length, 1);
      if (counters.length > 0)
        writeFileSync(join(folder, `${process.pid}-${threadId}-${index}.profraw`), counters);
    } catch {
      // A suite broke it on purpose: what was taken before stays.
      delete instances[index];
    }
  });
}

watchInstances((instance) => {
  if (instance.exports.coverage) instances.push(instance);
});
setInterval(take, INTERVAL).unref();
process.on("exit", take);
if (!process.send && process.argv[1]?.endsWith("tests/keeper/run.mjs")) {
  const server = createServer((request, response) => {
    request
      .toArray()
      .then((parts) =>
        writeFileSync(join(folder, `workerd-${request.url.slice(1)}.profraw`), Buffer.concat(parts)),
      )
      // A workerd that is ended in the middle had given its counters before.
      .catch(() => {})
      .finally(() => response.end());
  });
  server.listen(new URL(process.env.COVERAGE_URL).port, "127.0.0.1").unref();
}
if (process.send) {
  const send = process.send;
  process.send = function (...given) {
    take();
    return send.apply(this, given);
  };
}

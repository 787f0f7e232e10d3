// One peer in this process, its fetch answering from memory. Started by in-node.mjs, which says what to answer and how
// often to call.

import { ownCpu } from "./clock.mjs";
import { ID, peersInNode } from "./in-node.mjs";

const [peer, file] = process.argv.slice(2);
const { calls, answer } = await peersInNode([peer], file);

process.on("message", async ({ body, times }) => {
  if (body) {
    answer(body);
    process.send({});
    return;
  }
  globalThis.gc?.({ type: "minor" });
  const start = ownCpu();
  for (let n = 0; n < times; n++) await calls[peer](ID);
  process.send({ ms: ownCpu() - start });
});
process.send({});

// One peer in this process, with a fetch that responds from memory. Controlled by in-node.mjs.

import { peersInNode, time } from "./in-node.mjs";

const [peer, file] = process.argv.slice(2);
const { calls, answer } = await peersInNode([peer], file);

async function reply({ body, isChunked, times }) {
  if (body) {
    answer(body, isChunked);
    return {};
  }
  if (!times) return { result: JSON.parse(JSON.stringify(await calls[peer]())) };
  globalThis.gc?.({ type: "minor" });
  return { ms: await time(calls[peer], times) };
}

process.on("message", async (message) => {
  process.send(await reply(message).catch((error) => ({ error: `${peer}: ${error.stack}` })));
});
process.send({});

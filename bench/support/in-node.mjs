// The peers in this process, their fetch answering from memory.

import { readFileSync } from "node:fs";
import { ownCpu } from "./clock.mjs";
import { bundlePeers } from "./peers.mjs";

export const ID = "fcs_01kbjcmbt5mhsmaggfqc1a4rns";
export const NAIVE = new URL("../generated/naive/naive.wasm", import.meta.url);

let copies = 0;

/**
 * Each peer's call, by its name, and `answer`, which sets the bytes that every call is answered with. Each time it is a
 * fresh copy of all peers: generated glue serves one instance of its module, and what an engine has learned of one
 * comparison's answers should not be felt in another.
 */
export async function peersInNode() {
  const file = await bundlePeers({ name: "in-node", runtime: "browser", script: "export default creators;" });
  const { default: creators } = await import(`${file}?copy=${copies++}`);
  const modules = { naive: await WebAssembly.compile(readFileSync(NAIVE)) };
  let body;
  const fetch = async () =>
    new Response(body, { status: 200, headers: { "content-type": "application/json" } });
  const calls = {};
  for (const [peer, create] of Object.entries(creators)) {
    const call = await create({ fetch, baseURL: "https://flex.example", modules });
    calls[peer] = () => call(ID);
  }
  const answer = (bytes) => {
    body = bytes;
  };
  return { calls, answer };
}

/** The milliseconds of CPU time that so many runs take, one after the other. */
export async function time(run, times) {
  const start = ownCpu();
  for (let n = 0; n < times; n++) await run();
  return ownCpu() - start;
}

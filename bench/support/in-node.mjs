// The peers in Node, with a fetch that responds from memory.

import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ID } from "./bodies.mjs";
import { ownCpu } from "./clock.mjs";
import { memoryFetch } from "./memory-fetch.js";
import { bundlePeers, PEERS } from "./peers.mjs";

const RUST = new URL("../generated/rust/rust.wasm", import.meta.url);
const PROCESS = fileURLToPath(new URL("peer-process.mjs", import.meta.url));

let copies = 0;

/**
 * Returns each peer's call by name, and `answer`, which sets the response to every call. Imports new copies
 * of all peers each time: generated glue serves one instance of its module, and the engine's optimizations
 * of one comparison should not affect another.
 */
export async function peersInNode(peers = Object.keys(PEERS), file = undefined) {
  file ??= await bundle(peers);
  const { default: creators } = await import(`${file}?copy=${copies++}`);
  const modules = { rust: await WebAssembly.compile(readFileSync(RUST)) };
  let next;
  const fetch = memoryFetch(() => next);
  const calls = {};
  for (const peer of peers) {
    const call = await creators[peer]({ fetch, baseURL: "https://flex.example", modules });
    calls[peer] = () => call(ID);
  }
  const answer = (body, isChunked = false) => {
    next = { body: Buffer.from(body), isChunked };
  };
  return { calls, answer };
}

const bundle = (peers) =>
  bundlePeers({ name: "in-node", runtime: "browser", peers, script: "export default creators;" });

/**
 * Runs each peer in its own process, as in an application: in one process they would share the engine's
 * optimizations of platform functions, and their garbage. `answer` sets every response; `result(peer)`
 * resolves with the result of one call; `measure(peer, times)` resolves with milliseconds of CPU time.
 */
export async function peerProcesses(peers) {
  const file = await bundle(peers);
  const children = new Map();
  for (const peer of peers) {
    const child = fork(PROCESS, [peer, file], { serialization: "advanced", execArgv: ["--expose-gc"] });
    children.set(peer, child);
    await once(child, "message");
  }
  const request = async (child, message) => {
    child.send(message);
    const [reply] = await once(child, "message");
    if (reply.error) throw new Error(reply.error);
    return reply;
  };
  return {
    answer: (body, isChunked) =>
      Promise.all(Array.from(children.values(), (child) => request(child, { body, isChunked }))),
    result: async (peer) => (await request(children.get(peer), {})).result,
    measure: async (peer, times) => (await request(children.get(peer), { times })).ms,
    stop: () => {
      for (const child of children.values()) child.kill();
    },
  };
}

/** Returns the milliseconds of CPU time of `times` consecutive runs. */
export async function time(run, times) {
  const start = ownCpu();
  for (let n = 0; n < times; n++) await run();
  return ownCpu() - start;
}

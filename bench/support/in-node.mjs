// The peers in Node, their fetch answering from memory.

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
 * Each peer's call, by its name, and `answer`, which sets what every call is answered with. Each time it is a fresh copy
 * of all peers: generated glue serves one instance of its module, and what an engine has learned of one comparison's
 * answers should not be felt in another.
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
 * Each peer in a process of its own, as in an application: in one process they would share what the engine has learned
 * of the platform's functions, and each other's garbage. `answer` sets every answer; `result(peer)` gives what one call
 * resolves with; `measure(peer, times)` gives milliseconds of CPU time.
 */
export async function peerProcesses(peers) {
  const file = await bundle(peers);
  const children = new Map();
  for (const peer of peers) {
    const child = fork(PROCESS, [peer, file], { serialization: "advanced", execArgv: ["--expose-gc"] });
    children.set(peer, child);
    await once(child, "message");
  }
  const ask = async (child, message) => {
    child.send(message);
    const [reply] = await once(child, "message");
    if (reply.error) throw new Error(reply.error);
    return reply;
  };
  return {
    answer: (body, isChunked) =>
      Promise.all(Array.from(children.values(), (child) => ask(child, { body, isChunked }))),
    result: async (peer) => (await ask(children.get(peer), {})).result,
    measure: async (peer, times) => (await ask(children.get(peer), { times })).ms,
    stop: () => {
      for (const child of children.values()) child.kill();
    },
  };
}

/** The milliseconds of CPU time that so many runs take, one after the other. */
export async function time(run, times) {
  const start = ownCpu();
  for (let n = 0; n < times; n++) await run();
  return ownCpu() - start;
}

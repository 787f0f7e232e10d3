// The peers in Workers, each in its own workerd. A Worker's clock stands still during a computation, so the
// time is measured from outside: that of a request that makes many calls, minus that of a request that
// makes none.

import { ID } from "./bodies.mjs";
import { clockOf } from "./clock.mjs";
import { bundlePeers } from "./peers.mjs";
import { summary } from "./statistics.mjs";
import { configure, startWorkerd } from "./workerd-process.mjs";

const SCRIPT = `
  import rust from "./generated/rust/rust.wasm";
  import { memoryFetch } from "./support/memory-fetch.js";
  let next;
  const options = { fetch: memoryFetch(() => next), baseURL: "https://flex.example", modules: { rust } };
  const calls = {};
  const callOf = async (peer) => (calls[peer] ??= await creators[peer](options));
  async function serve(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/answer") {
      next = { body: await request.arrayBuffer(), isChunked: searchParams.has("chunked") };
      return Response.json("done");
    }
    const call = await callOf(searchParams.get("peer"));
    if (pathname === "/result") return Response.json(await call("${ID}"));
    const times = Number(searchParams.get("times"));
    for (let n = 0; n < times; n++) await call("${ID}");
    return Response.json("done");
  }
  export default {
    fetch: (request) => serve(request).catch((error) => new Response(error.stack, { status: 500 })),
  };
`;

/**
 * `answer` sets the response to every call; `result(peer)` resolves with the result of one call;
 * `measure(peer, times)` resolves with milliseconds.
 */
export async function peersInWorkerd(peers) {
  const bundle = await bundlePeers({ name: "in-workerd", runtime: "workerd", peers, script: SCRIPT });
  const config = configure(bundle);
  const workers = new Map();
  for (const peer of peers) workers.set(peer, await start(config, peer));
  return {
    answer: (body, isChunked) =>
      Promise.all(Array.from(workers.values(), (worker) => worker.answer(body, isChunked))),
    result: (peer) => workers.get(peer).result(),
    measure: (peer, times) => workers.get(peer).measure(times),
    stop: () => {
      for (const worker of workers.values()) worker.stop();
    },
  };
}

async function start(config, peer) {
  const { origin, pid, stop } = await startWorkerd(config);
  const clock = clockOf(pid);
  const request = async (path, init) => {
    const response = await fetch(`${origin}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${peer}: the Worker answered ${text.slice(0, 1000)}`);
    return JSON.parse(text);
  };
  const timed = async (times) => {
    const start = clock.now();
    await request(`/?peer=${peer}&times=${times}`);
    return clock.now() - start;
  };
  const idle = [];
  for (let n = 0; n < 50; n++) idle.push(await timed(0));
  const { median } = summary(idle);
  return {
    answer: (body, isChunked) => request(`/answer${isChunked ? "?chunked" : ""}`, { method: "POST", body }),
    result: () => request(`/result?peer=${peer}`),
    measure: async (times) => (await timed(times)) - median,
    stop,
  };
}

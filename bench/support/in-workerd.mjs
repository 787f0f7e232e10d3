// The peers in Workers, each in a workerd of its own. A Worker's clock stands still while it computes, so the time is taken from
// outside: of a request that makes so many calls, less what a request takes that makes none.

import { clockOf } from "./clock.mjs";
import { bundlePeers, PEERS } from "./peers.mjs";
import { summary } from "./statistics.mjs";
import { configure, startWorkerd } from "./workerd-process.mjs";

const SCRIPT = `
  import rust from "./generated/rust/rust.wasm";
  let body;
  const fetch = async () => new Response(body, { status: 200, headers: { "content-type": "application/json" } });
  const calls = {};
  async function callOf(peer) {
    calls[peer] ??= await creators[peer]({ fetch, baseURL: "https://flex.example", modules: { rust } });
    return calls[peer];
  }
  export default {
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === "/answer") {
        body = await request.arrayBuffer();
      } else {
        const call = await callOf(searchParams.get("peer"));
        const times = Number(searchParams.get("times"));
        for (let n = 0; n < times; n++) await call("fcs_01kbjcmbt5mhsmaggfqc1a4rns");
      }
      return new Response("done");
    },
  };
`;

/** `answer` sets the bytes that every call is answered with; `measure(peer, times)` gives milliseconds. */
export async function peersInWorkerd() {
  const bundle = await bundlePeers({ name: "in-workerd", runtime: "workerd", script: SCRIPT });
  const config = configure(bundle);
  const workers = new Map();
  for (const peer of Object.keys(PEERS)) workers.set(peer, await start(config, peer));
  return {
    answer: (body) => Promise.all(Array.from(workers.values(), (worker) => worker.answer(body))),
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
    const start = clock.now();
    const response = await fetch(`${origin}${path}`, init);
    const text = await response.text();
    if (text !== "done") throw new Error(`the Worker answered ${text.slice(0, 1000)}`);
    return clock.now() - start;
  };
  const idle = [];
  for (let n = 0; n < 50; n++) idle.push(await request(`/?peer=${peer}&times=0`));
  const { median } = summary(idle);
  return {
    answer: (body) => request("/answer", { method: "POST", body }),
    measure: async (times) => (await request(`/?peer=${peer}&times=${times}`)) - median,
    stop,
  };
}

// The peers in a Worker. workerd's clock stands still while a Worker computes, so the time is taken from
// outside: of a request that makes so many calls, less what a request takes that makes none.

import { dirname } from "node:path";
import { workerOf } from "../../tests/support/runtimes/workerd.mjs";
import { bundlePeers } from "./peers.mjs";
import { summary } from "./statistics.mjs";

const SCRIPT = `
  import naive from "./generated/naive/naive.wasm";
  let body;
  const fetch = async () => new Response(body, { status: 200, headers: { "content-type": "application/json" } });
  const calls = {};
  async function callOf(peer) {
    calls[peer] ??= await creators[peer]({ fetch, baseURL: "https://flex.example", modules: { naive } });
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
  const file = await bundlePeers({ name: "in-workerd", runtime: "workerd", script: SCRIPT });
  const miniflare = workerOf(dirname(file), "in-workerd.js");
  const request = async (path, init) => {
    const start = performance.now();
    const response = await miniflare.dispatchFetch(`http://worker${path}`, init);
    const text = await response.text();
    if (text !== "done") throw new Error(`the Worker answered ${text.slice(0, 1000)}`);
    return performance.now() - start;
  };
  await request("/?peer=bare&times=0");
  const idle = [];
  for (let n = 0; n < 50; n++) idle.push(await request("/?peer=bare&times=0"));
  const { median } = summary(idle);
  return {
    answer: (body) => request("/answer", { method: "POST", body }),
    measure: async (peer, times) => (await request(`/?peer=${peer}&times=${times}`)) - median,
    stop: () => miniflare.dispose(),
  };
}

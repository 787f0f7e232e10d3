// One call with the network removed: an injected fetch answers from memory.

import { readFileSync } from "node:fs";
import { BODIES } from "../support/bodies.mjs";
import { bundlePeers, fasterBare, PEERS } from "../support/peers.mjs";
import { rounds } from "../support/rounds.mjs";
import { digits, duration, spread, table } from "../support/table.mjs";

export const title = "One call with the network removed";

const NAIVE = new URL("../generated/naive/naive.wasm", import.meta.url);
const ID = "fcs_01kbjcmbt5mhsmaggfqc1a4rns";

export async function run({ quick }) {
  const inNode = await node();
  const results = {};
  for (const body of Object.keys(BODIES)) {
    results[body] = await rounds({
      peers: Object.keys(PEERS),
      baseline: fasterBare,
      count: quick ? 9 : 41,
      turn: quick ? 15 : 30,
      measure: (peer, times) => inNode(peer, body, times),
    });
  }
  return report({ [`node ${process.versions.node}`]: results });
}

/** Makes every peer, and gives what times so many calls of one, one after the other. */
async function node() {
  const { default: creators } = await import(await bundlePeers("browser"));
  const modules = { naive: await WebAssembly.compile(readFileSync(NAIVE)) };
  let body;
  const fetch = async () =>
    new Response(body, { status: 200, headers: { "content-type": "application/json" } });
  const calls = {};
  for (const [peer, create] of Object.entries(creators)) {
    calls[peer] = await create({ fetch, baseURL: "https://flex.example", modules });
  }
  return async (peer, name, times) => {
    body = BODIES[name];
    const call = calls[peer];
    const start = performance.now();
    for (let n = 0; n < times; n++) await call(ID);
    return performance.now() - start;
  };
}

function report(results) {
  const tables = [];
  for (const [runtime, bodies] of Object.entries(results)) {
    const names = Object.keys(bodies);
    tables.push(
      table(
        `${title}, in ${runtime}: times bare fetch, median and quartiles`,
        ["", ...names.flatMap((name) => [`${name}, ${size(name)}`, "one call"])],
        Object.entries(PEERS).map(([peer, label]) => [
          label,
          ...names.flatMap((name) => {
            const { ms, ratio } = bodies[name][peer];
            return [spread(ratio), duration(ms.median)];
          }),
        ]),
      ),
    );
  }
  return { results, tables, plots: [], targets: Object.entries(results).flatMap(targetsIn) };
}

/** What the package must reach, by the medians of the ratios to bare fetch in the same rounds. */
function targetsIn([runtime, bodies]) {
  const ratio = (body, peer) => bodies[body][peer].ratio.median;
  const faster = (body, peer) => ({
    what: `${runtime}, ${body}: than ${PEERS[peer].replace("+ ", "")}`,
    target: "faster",
    measured: `${digits(ratio(body, "flex") / ratio(body, peer))} times its time`,
    met: ratio(body, "flex") < ratio(body, peer),
  });
  const own = ratio("documented", "flex");
  const naive = ratio("documented", "naive") / own;
  return [
    ...Object.keys(bodies).flatMap((body) => ["zod", "valibot"].map((peer) => faster(body, peer))),
    {
      what: `${runtime}, documented: than bare fetch`,
      target: "at most 1.5 times",
      measured: `${digits(own)} times`,
      met: own <= 1.5,
    },
    {
      what: `${runtime}, documented: than the naive route`,
      target: "at least 3 times faster",
      measured: `${digits(naive)} times faster`,
      met: naive >= 3,
    },
  ];
}

const size = (name) => {
  const bytes = BODIES[name].length;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1000).toFixed(1)} KB`;
};

// One call with the network removed: an injected fetch answers from memory.

import { agree } from "../schemas/agree.mjs";
import { BODIES, sizeOf } from "../support/bodies.mjs";
import { peerProcesses, peersInNode } from "../support/in-node.mjs";
import { peersInWorkerd } from "../support/in-workerd.mjs";
import { fasterBare, PEERS } from "../support/peers.mjs";
import { ratioBar } from "../support/plot.mjs";
import { RIVAL } from "../support/rival.mjs";
import { rounds } from "../support/rounds.mjs";
import { digits, duration, spread, table } from "../support/table.mjs";

export const title = "One call with the network removed";

const CHECKING = ["flex", "zod", "zod-compiled", "valibot", "ajv"];

export async function run({ quick }) {
  // Copies of their own: wrong bodies would spoil what the engine learns from good ones.
  const copies = await peersInNode();
  const compared = await agree(CHECKING, async (peer, body) => {
    copies.answer(body);
    const answered = copies.calls[peer]();
    const { drift } = await (answered.withResponse?.() ?? answered).catch(() => ({ drift: true }));
    return Boolean(drift);
  });
  console.log(`  ${CHECKING.join(", ")} agree on ${compared} bodies`);
  const node = await onEachBody(await peerProcesses(), quick);
  const workerd = await onEachBody(await peersInWorkerd(), quick);
  return report({ [`Node ${process.versions.node}`]: node, workerd });
}

async function onEachBody({ answer, measure, stop }, quick) {
  const results = {};
  for (const [name, bytes] of Object.entries(BODIES)) {
    await answer(bytes);
    results[name] = await rounds({
      peers: Object.keys(PEERS),
      baseline: fasterBare,
      count: quick ? 5 : 31,
      turn: quick ? 15 : 40,
      warmUp: quick ? 200 : 1200,
      measure,
    });
  }
  stop();
  return results;
}

function report(results) {
  const tables = [];
  for (const [runtime, bodies] of Object.entries(results)) {
    const names = Object.keys(bodies);
    tables.push(
      table(
        `${title}, in ${runtime}: times the CPU time of bare fetch, median and quartiles`,
        ["", ...names.flatMap((name) => [`${name}, ${sizeOf(name)}`, "CPU time"])],
        [
          ...Object.entries(PEERS).map(([peer, label]) => [
            label,
            ...names.flatMap((name) => {
              const { ms, ratio } = bodies[name][peer];
              return [spread(ratio), duration(ms.median)];
            }),
          ]),
          [RIVAL.label, RIVAL.ratio],
        ],
        RIVAL.note,
      ),
    );
  }
  const plots = Object.entries(results).map(([runtime, bodies]) => ({
    name: `one-call-${runtime.split(" ")[0].toLowerCase()}`,
    kind: "bars",
    title: `${title}, in ${runtime}`,
    unit: "times bare fetch",
    rule: 1,
    bars: Object.entries(bodies).flatMap(([body, peers]) =>
      Object.entries(PEERS).map(([peer, label]) =>
        ratioBar(`${body}, ${sizeOf(body)}`, label, peers[peer].ratio, peer === "flex"),
      ),
    ),
  }));
  return { results, tables, plots, targets: Object.entries(results).flatMap(targetsIn) };
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
  return [
    ...Object.keys(bodies).flatMap((body) => ["zod", "valibot", "rust"].map((peer) => faster(body, peer))),
    {
      what: `${runtime}, documented: than bare fetch`,
      target: "at most 1.5 times",
      measured: `${digits(own)} times`,
      met: own <= 1.5,
    },
  ];
}

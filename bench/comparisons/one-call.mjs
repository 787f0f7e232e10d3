// One call without the network: a custom fetch responds from memory.

import { agree } from "../schemas/agree.mjs";
import { BODIES, sizeOf } from "../support/bodies.mjs";
import { peerProcesses, peersInNode } from "../support/in-node.mjs";
import { peersInWorkerd } from "../support/in-workerd.mjs";
import { BASELINE, PEERS } from "../support/peers.mjs";
import { ratioBar } from "../support/plot.mjs";
import { checkResults } from "../support/results.mjs";
import { rounds, warm } from "../support/rounds.mjs";
import { digits, duration, spread, table } from "../support/table.mjs";

export const title = "One call without a network";

const CHECKING = ["flex-response", "plain-response", "zod", "zod-compiled", "valibot", "ajv"];
/** The peers that `--quick` measures by default. */
const QUICK = ["bare", "flex", "flex-response", "plain", "plain-response", "zod", "valibot", "stripe"];
const RUNTIMES = { node: peerProcesses, workerd: peersInWorkerd };
const LABELS = { node: `Node ${process.versions.node}`, workerd: "workerd" };

/**
 * `runtime`, `peers` and `body` select measurements; `chunked` sends responses without a content-length.
 */
export async function run({ quick, chunked, runtime, peers: named, body }) {
  const wanted = named ?? (quick ? QUICK : Object.keys(PEERS));
  const peers = Object.keys(PEERS).filter((peer) => peer === BASELINE || wanted.includes(peer));
  const bodies = Object.keys(BODIES).filter((name) => !body || body.includes(name));
  if (!quick) await checkAgreement(CHECKING.filter((peer) => peers.includes(peer)));
  const results = {};
  for (const [name, start] of Object.entries(RUNTIMES)) {
    if (runtime && runtime !== name) continue;
    results[LABELS[name]] = await onEachBody({ ...(await start(peers)), peers, bodies, quick, chunked });
  }
  return report(results, peers);
}

/**
 * Checks that all peers that check a session find the same bodies invalid, and describe drift in the same
 * words.
 */
async function checkAgreement(peers) {
  if (peers.length < 2) return;
  // Separate copies: invalid bodies would deoptimize the engine's code for valid ones.
  const copies = await peersInNode(peers);
  const compared = await agree(peers, async (peer, body) => {
    copies.answer(body);
    const { drift } = await copies.calls[peer]().catch(() => ({ drift: true }));
    return drift ?? false;
  });
  console.log(`  ${peers.join(", ")} agree on ${compared} bodies`);
}

async function onEachBody({ answer, result, measure, stop, peers, bodies, quick, chunked }) {
  const results = {};
  for (const body of bodies) {
    await answer(BODIES[body], chunked);
    await checkResults({ peers, body, result });
    await warm({ peers, measure, bytes: BODIES[body].length });
  }
  for (const body of bodies) {
    await answer(BODIES[body], chunked);
    results[body] = await rounds({
      peers,
      baseline: BASELINE,
      count: quick ? 25 : 41,
      turn: quick ? 20 : 40,
      least: quick ? 6 : 10,
      warmUp: quick ? 150 : 1200,
      measure,
    });
  }
  stop();
  return results;
}

function report(results, peers) {
  const tables = [];
  for (const [runtime, bodies] of Object.entries(results)) {
    const names = Object.keys(bodies);
    tables.push(
      table(
        `${title}, in ${runtime}: times the CPU time of bare fetch with a timeout, median and quartiles`,
        ["", ...names.flatMap((name) => [`${name}, ${sizeOf(name)}`, "CPU time"])],
        peers.map((peer) => [
          PEERS[peer],
          ...names.flatMap((name) => {
            const { ms, ratio } = bodies[name][peer];
            return [spread(ratio), duration(ms.median)];
          }),
        ]),
        "zod, valibot and ajv use bare fetch with a timeout and check every response. flex-checkout and plain JavaScript check a response when its `drift` is read.",
      ),
    );
  }
  const plots = Object.entries(results).map(([runtime, bodies]) => ({
    name: `one-call-${runtime.split(" ")[0].toLowerCase()}`,
    kind: "bars",
    title: `${title}, in ${runtime}`,
    unit: "times bare fetch with a timeout",
    rule: 1,
    bars: Object.entries(bodies).flatMap(([body, measured]) =>
      peers.map((peer) =>
        ratioBar(`${body}, ${sizeOf(body)}`, PEERS[peer], measured[peer].ratio, peer.startsWith("flex")),
      ),
    ),
  }));
  return { results, tables, plots, targets: Object.entries(results).flatMap(targetsIn) };
}

/** The limits of a call's cost, as a ratio to bare fetch with a timeout in the same rounds. */
const LIMITS = {
  node: {
    flex: { documented: 1.15, unexpanded: 1.3, "400 captures": 1 },
    "flex-response": { documented: 1.5 },
  },
  workerd: { flex: { documented: 1.4, unexpanded: 1.6, "400 captures": 1.2 } },
};

/** The peers that it must be faster than. */
const SLOWER = ["zod", "valibot", "stripe", "rust"];

function targetsIn([label, bodies]) {
  const name = Object.keys(LABELS).find((each) => LABELS[each] === label);
  const ratio = (body, peer) => bodies[body][peer]?.ratio.median;
  const limits = Object.entries(LIMITS[name]).flatMap(([peer, limits]) =>
    Object.entries(limits).map(([body, limit]) => ({ body, peer, limit })),
  );
  const atMost = limits
    .filter(({ body, peer }) => bodies[body]?.[peer])
    .map(({ body, peer, limit }) => ({
      label: `${label}, ${body}: ${PEERS[peer]}`,
      target: `at most ${limit} times bare fetch with a timeout`,
      measured: `${digits(ratio(body, peer))} times`,
      met: ratio(body, peer) <= limit,
    }));
  const faster = Object.keys(bodies).flatMap((body) =>
    SLOWER.filter((peer) => bodies[body].flex && bodies[body][peer]).map((peer) => ({
      label: `${label}, ${body}: than ${PEERS[peer].replace("+ ", "")}`,
      target: "faster",
      measured: `${digits(ratio(body, "flex") / ratio(body, peer))} times its time`,
      met: ratio(body, "flex") < ratio(body, peer),
    })),
  );
  return [...atMost, ...faster];
}

// The cost of a call by the size of its response.

import { bodyOf } from "../support/bodies.mjs";
import { peersInNode, time } from "../support/in-node.mjs";
import { rounds } from "../support/rounds.mjs";
import { slope } from "../support/statistics.mjs";
import { digits, duration, kilobytes, spread, table } from "../support/table.mjs";

export const title = "Cost of a call by the size of its response, in Node";

const MEASURED = { bare: "bare fetch", flex: "flex-checkout" };
/** From here on the response's size outweighs the fixed cost of a call. */
const LARGE = 64_000;

export async function run({ quick }) {
  const { calls, answer } = await peersInNode();
  const points = [];
  for (let size = 2000; size < 9_000_000; size *= quick ? 4 : 2) {
    const body = bodyOf(size);
    answer(body);
    const measured = await rounds({
      peers: Object.keys(MEASURED),
      baseline: "bare",
      count: quick ? 5 : 21,
      turn: 20,
      warmUp: quick ? 200 : 700,
      measure: (peer, times) => time(calls[peer], times),
    });
    points.push({ bytes: body.length, ...measured });
  }
  const slopes = Object.fromEntries(
    Object.keys(MEASURED).map((peer) => {
      const all = points.map(({ bytes, [peer]: { ms } }) => ({ x: bytes, y: ms.median }));
      return [peer, { all: slope(all), large: slope(all.filter(({ x }) => x >= LARGE)) }];
    }),
  );
  return {
    results: { points, slopes },
    tables: [
      table(
        title,
        ["response, KB", "bare fetch", "flex-checkout", "times bare"],
        points.map(({ bytes, bare, flex }) => [
          kilobytes(bytes),
          duration(bare.ms.median),
          duration(flex.ms.median),
          spread(flex.ratio),
        ]),
        `Slope on logarithmic scales, from ${LARGE / 1000} KB on: ${Object.entries(MEASURED)
          .map(([peer, label]) => `${label} ${digits(slopes[peer].large)}`)
          .join(", ")} (1 is linear); over all sizes ${Object.entries(MEASURED)
          .map(([peer]) => digits(slopes[peer].all))
          .join(" and ")}.`,
      ),
    ],
    plots: [
      {
        name: "growth",
        kind: "lines",
        title: "Time of one call by the size of its response",
        x: "answer, KB",
        y: "CPU time of one call, ms",
        points: points.flatMap(({ bytes, ...measured }) =>
          Object.entries(MEASURED).map(([peer, label]) => ({
            series: `${label} (slope ${digits(slopes[peer].large)})`,
            own: peer === "flex",
            x: bytes / 1000,
            y: measured[peer].ms.median,
            low: measured[peer].ms.p25,
            high: measured[peer].ms.p75,
          })),
        ),
      },
    ],
    targets: [],
  };
}

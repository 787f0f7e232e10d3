// Interleaved rounds. The machine is never quiet, so a peer is compared with what stands beside it in
// the same round, and the ratios are what counts.

import { summary } from "./statistics.mjs";

/**
 * Runs rounds in which each peer has a turn, each round beginning with another one. `measure(peer, times)`
 * gives the milliseconds of so many runs; `times` is chosen per peer so that a turn takes `turn` ms.
 *
 * Gives per peer the time of one run in ms, and its ratio to the baseline of the same round.
 */
export async function rounds({ peers, baseline, count, turn, measure }) {
  const times = new Map();
  for (const peer of peers) times.set(peer, await calibrate((n) => measure(peer, n), turn));
  const taken = new Map(peers.map((peer) => [peer, []]));
  for (let round = 0; round < count; round++) {
    for (let index = 0; index < peers.length; index++) {
      const peer = peers[(index + round) % peers.length];
      globalThis.gc?.({ type: "minor" });
      taken.get(peer).push((await measure(peer, times.get(peer))) / times.get(peer));
    }
  }
  const base = taken.get(baseline(taken));
  return Object.fromEntries(
    peers.map((peer) => {
      const own = taken.get(peer);
      return [peer, { ms: summary(own), ratio: summary(own.map((ms, round) => ms / base[round])) }];
    }),
  );
}

/** How many turns pass before what a peer takes is believed: the engine compiles what is hot meanwhile. */
const WARM_UP = 8;

/** Warms a peer up, and finds out how often it runs within the time. */
async function calibrate(measure, turn) {
  let times = 1;
  for (let warm = 0; ; ) {
    const ms = await measure(times);
    if (ms >= turn / 2) warm++;
    if (warm === WARM_UP) return Math.max(1, Math.round((times * turn) / ms));
    if (ms < turn / 2) times = Math.ceil(times * Math.min(10, Math.max(1.5, turn / Math.max(ms, 0.01))));
  }
}

// Interleaved rounds. The machine's speed changes for seconds at a time, so a peer is compared with the
// others in the same round, and the results are ratios.

import { summary } from "./statistics.mjs";

/**
 * Runs rounds in which each peer has a turn, each round starting with another one. `measure(peer, times)`
 * returns the milliseconds of `times` runs; `times` is chosen per peer so that a turn takes `turn` ms and
 * has at least `least` runs, after at most `warmUp` ms of warming up. `baseline` is the peer that the
 * others are compared with. Returns per peer the time of one run in ms, and its ratio to the baseline in
 * the same round: medians and quartiles.
 */
export async function rounds({ peers, baseline, count, turn, least = 1, warmUp, measure }) {
  const times = new Map();
  for (const peer of peers) {
    const runs = await calibrate((n) => measure(peer, n), turn, warmUp);
    times.set(peer, Math.max(least, runs));
  }
  const taken = new Map(peers.map((peer) => [peer, []]));
  for (let round = 0; round < count; round++) {
    for (let index = 0; index < peers.length; index++) {
      const peer = peers[(index + round) % peers.length];
      globalThis.gc?.({ type: "minor" });
      taken.get(peer).push((await measure(peer, times.get(peer))) / times.get(peer));
    }
  }
  const base = taken.get(baseline);
  return Object.fromEntries(
    peers.map((peer) => {
      const own = taken.get(peer);
      return [peer, { ms: summary(own), ratio: summary(own.map((ms, round) => ms / base[round])) }];
    }),
  );
}

/**
 * Runs until the engine has compiled all hot code: bare fetch and zod are at their fastest after 6,000
 * calls.
 */
const WARM = 8000;

/** For large responses this many bytes are enough: their loops are hot after fewer runs. */
const WARM_BYTES = 40_000_000;

/** Warms up peers in their own processes, two at a time, on responses of `bytes` bytes. */
export async function warm({ peers, measure, bytes }) {
  const times = Math.round(Math.min(WARM, WARM_BYTES / bytes));
  const left = [...peers];
  const lane = async () => {
    for (let peer = left.shift(); peer; peer = left.shift()) await measure(peer, times);
  };
  await Promise.all([lane(), lane()]);
}

/** Warms a peer up, by runs or by time, and returns how often it runs within a turn. */
async function calibrate(measure, turn, warmUp) {
  let [runs, spent] = [0, 0];
  for (let times = 1; ; ) {
    const ms = Math.max(await measure(times), 0.01);
    runs += times;
    spent += ms;
    const next = Math.max(1, Math.round((times * turn) / ms));
    if ((runs > WARM || spent > warmUp) && ms > turn / 2) return next;
    times = Math.min(next, times * 10);
  }
}

/**
 * Pseudorandom numbers from a seed and an index, so that every document can be generated again by itself.
 */
export function makeRandom(seed, index) {
  let [a, b, c, d] = [seed >>> 0, index >>> 0, 0x9e3779b9, 1];
  // The generator sfc32.
  const next = () => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  const random = {
    /** Returns a whole number from 0 to less than `below`. */
    below: (below) => next() % below,
    /** Returns true once in so many times; never for 0. */
    oneIn: (times) => times !== 0 && next() % times === 0,
    pick: (list) => list[next() % list.length],
    /** Picks a value by its weight. */
    weighed(pairs) {
      let at = random.below(pairs.reduce((sum, [weight]) => sum + weight, 0));
      return pairs.find(([weight]) => {
        at -= weight;
        return at < 0;
      })[1];
    },
  };
  return random;
}

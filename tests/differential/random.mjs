/**
 * Numbers that look random and are the same for the same seed and index, so that every document can be made again by
 * itself.
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
    /** A whole number from 0 to less than `below`. */
    below: (below) => next() % below,
    /** True once in so many times; never where it is 0. */
    oneIn: (times) => times !== 0 && next() % times === 0,
    pick: (list) => list[next() % list.length],
    /** One of pairs of a weight and a value. */
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

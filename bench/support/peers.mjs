// The peers of the comparisons that measure time.

import { bundle } from "./bundle.mjs";

/** By name: what the tables call it. */
export const PEERS = {
  bare: "bare fetch, .json()",
  "bare-text": "bare fetch, JSON.parse",
  flex: "flex-checkout",
  zod: "+ zod",
  "zod-compiled": "+ zod, compiled",
  valibot: "+ valibot",
  ajv: "+ ajv, compiled",
  stripe: "stripe 23",
  naive: "naive route: serde",
};

/** The spelling of bare fetch that is the faster one: what the others are compared with. */
export const fasterBare = (taken) =>
  ["bare", "bare-text"].reduce((a, b) => (median(taken.get(a)) <= median(taken.get(b)) ? a : b));

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Bundles the peers into one module that exports each one's `create` by its name. */
export const bundlePeers = (runtime, more = "") =>
  bundle({
    name: "peers",
    runtime,
    script: `
      ${Object.keys(PEERS)
        .map((peer, index) => `import { create as create${index} } from "./peers/${peer}.js";`)
        .join("\n")}
      const creators = { ${Object.keys(PEERS).map((peer, index) => `"${peer}": create${index}`)} };
      ${more || "export default creators;"}
    `,
  });

// The peers of the comparisons that measure time.

import { bundle } from "./bundle.mjs";

/** The peer that the others are compared with. */
export const BASELINE = "bare-timeout";

/** Labels in the tables by file name. */
export const PEERS = {
  "bare-timeout": "bare fetch with a timeout",
  bare: "bare fetch without a timeout",
  flex: "flex-checkout",
  "flex-response": "flex-checkout, holds and drift read",
  plain: "plain JavaScript, the same API",
  "plain-response": "plain JavaScript, holds and drift read",
  zod: "+ zod",
  "zod-compiled": "+ zod, compiled",
  valibot: "+ valibot",
  ajv: "+ ajv, compiled",
  speakeasy: "zod client, as Speakeasy generates",
  stripe: "stripe 23, fetch client",
  openai: "openai",
  rust: "Rust drives everything",
};

/** Bundles these peers and a script that finds each one's `create` in `creators` by name. */
export const bundlePeers = ({ name, runtime, peers = Object.keys(PEERS), script }) =>
  bundle({
    name,
    runtime,
    script: `
      ${peers.map((peer, index) => `import { create as create${index} } from "./peers/${peer}.js";`).join("\n")}
      const creators = { ${peers.map((peer, index) => `"${peer}": create${index}`)} };
      ${script}
    `,
  });

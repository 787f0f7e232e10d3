// The peers of the comparisons that measure time.

import { bundle } from "./bundle.mjs";
import { summary } from "./statistics.mjs";

/** By the name of its file: what the tables call it. */
export const PEERS = {
  bare: "bare fetch, .json()",
  "bare-text": "bare fetch, JSON.parse",
  flex: "flex-checkout",
  zod: "+ zod",
  "zod-compiled": "+ zod, compiled",
  valibot: "+ valibot",
  ajv: "+ ajv, compiled",
  speakeasy: "zod client, as Speakeasy generates",
  stripe: "stripe 23, fetch client",
  openai: "openai",
  rust: "Rust drives everything",
};

/** The spelling of bare fetch that is mostly the faster one: what the others are compared with. */
export function fasterBare(taken) {
  const [json, text] = [taken.get("bare"), taken.get("bare-text")];
  return summary(text.map((ms, round) => ms / json[round])).median < 1 ? "bare-text" : "bare";
}

/** Bundles these peers and a script that finds each one's `create` in `creators` by its name. */
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

// The npm package's fault cases, with the crate's client in its place:
//   node tests/rust/faults.mjs --tarball client.tgz --sandbox path/to/sandbox [--only node] [--case abort]

import { columns, prepare, suite } from "../faults/world.mjs";
import { runSuite } from "../support/run.mjs";
import { DIFFERENCES } from "./differences.mjs";

for (const [reason, names] of Object.entries(DIFFERENCES))
  console.log(`not run: ${reason}: ${names.join(", ")}`);

await runSuite({
  suite,
  runtimes: ["node", "chromium", "workerd"],
  prepare: async (binary) => {
    const { env, stop } = await prepare(binary);
    return { env: { ...env, without: Object.values(DIFFERENCES).flat() }, stop };
  },
  columns,
});

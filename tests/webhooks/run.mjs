// Verifies and signs webhooks in every runtime, and in Node also with Svix's and Standard Webhooks' own packages:
//   node tests/webhooks/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only node] [--case header]

import * as programs from "../support/programs.mjs";
import { runSuite } from "../support/run.mjs";
import { columns } from "../support/runtimes/child.mjs";

const entry = "flex-checkout/webhooks";

const [withPackages] = columns(
  new URL("packages.js", import.meta.url),
  { name: "node, svix and standardwebhooks,", program: programs.node(20) },
  entry,
);

await runSuite({
  suite: new URL("suite.js", import.meta.url),
  entry,
  columns: (all, runtime) => (runtime === "node" ? [...all, withPackages] : all),
  prepare: () => ({ env: {}, stop() {} }),
});

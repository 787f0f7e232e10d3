// Runs the npm package's fault cases with the crate's client in place of the package:
//   node tests/rust/faults.mjs --tarball client.tgz --sandbox path/to/sandbox [--only node] [--case abort]

import { columns, prepare, suite } from "../faults/columns.mjs";
import { runSuite } from "../support/run.mjs";

await runSuite({ suite, runtimes: ["node", "chromium", "workerd"], prepare, columns });

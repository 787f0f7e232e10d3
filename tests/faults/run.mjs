// Installs the packed package and makes everything fail around it, in every runtime:
//   node tests/faults/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only node] [--case abort]

import { runSuite } from "../support/run.mjs";
import { columns, prepare, suite } from "./world.mjs";

const runtimes = ["node", "chromium", "firefox", "webkit", "workerd"];

await runSuite({ suite, runtimes, prepare, columns });

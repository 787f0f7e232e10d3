// Installs the packed package and runs the fault cases in every runtime:
//   node tests/faults/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only node] [--case abort]

import { runSuite } from "../support/run.mjs";
import { columns, prepare, suite } from "./columns.mjs";

const runtimes = ["node", "chromium", "firefox", "webkit", "workerd"];

await runSuite({ suite, runtimes, prepare, columns });

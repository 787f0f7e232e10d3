// The admin routes of the Worker as it would be deployed, in workerd, and what its OpenAPI document promises:
//   node tests/admin/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox --schemathesis path/to/schemathesis [--case page]

import { parseArgs } from "node:util";
import { runCases } from "../support/cases.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { startSandbox } from "../support/sandbox.mjs";
import { makeWorker } from "../support/worker.mjs";
import * as closed from "./cases/closed.mjs";
import * as holds from "./cases/holds.mjs";
import * as inputs from "./cases/inputs.mjs";
import * as outside from "./cases/outside.mjs";
import * as scale from "./cases/scale.mjs";
import * as document from "./schemathesis.mjs";

const { values: args } = parseArgs({
  options: {
    tarball: { type: "string" },
    sandbox: { type: "string" },
    schemathesis: { type: "string" },
    case: { type: "string" },
  },
});
const { tarball, sandbox: binary, schemathesis } = args;
if (!tarball || !binary || !schemathesis) {
  throw new Error("--tarball, --sandbox and --schemathesis are needed");
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));

const consumer = installTarball(tarball);
const sandbox = await startSandbox(binary);
const made = await makeWorker(consumer);
const total = report();
const world = { made, flex: sandbox.baseURL, sandbox: binary, schemathesis };
await runCases(total, { closed, inputs, holds, outside, document, scale }, world, args.case);
sandbox.stop();
process.exit(total.close());

// Tests the admin routes of the deployed Worker in workerd, and its OpenAPI document:
//   node tests/admin/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox --schemathesis path/to/schemathesis [--case page]

import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { startSandbox } from "../support/sandbox.mjs";
import { makeWorker } from "../support/worker.mjs";
import * as captures from "./cases/captures.mjs";
import * as closed from "./cases/closed.mjs";
import * as holds from "./cases/holds.mjs";
import * as imports from "./cases/imports.mjs";
import * as inputs from "./cases/inputs.mjs";
import * as outside from "./cases/outside.mjs";
import * as scale from "./cases/scale.mjs";
import * as document from "./schemathesis.mjs";

const {
  tarball,
  sandbox: binary,
  schemathesis,
  ...args
} = readCommandLine({ needed: ["tarball", "sandbox", "schemathesis"], others: ["case"] });

const consumer = installTarball(tarball);
const sandbox = await startSandbox(binary);
const made = await makeWorker(consumer);
const total = report();
const env = { made, flex: sandbox.baseURL, sandbox: binary, schemathesis };
await runCases(total, { closed, inputs, holds, captures, imports, outside, document, scale }, env, args.case);
sandbox.stop();
process.exit(total.close());

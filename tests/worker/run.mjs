// The Worker as it would be deployed, in workerd: its size, its page, and what it does where something is not set:
//   node tests/worker/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--case healthz]

import { parseArgs } from "node:util";
import { runCases } from "../support/cases.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { startSandbox } from "../support/sandbox.mjs";
import { makeWorker } from "../support/worker.mjs";
import * as configuration from "./configuration.mjs";
import * as deployment from "./deployment.mjs";
import * as serving from "./serving.mjs";

const { values: args } = parseArgs({
  options: { tarball: { type: "string" }, sandbox: { type: "string" }, case: { type: "string" } },
});
if (!args.tarball || !args.sandbox) throw new Error("--tarball and --sandbox are needed");
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));

const consumer = installTarball(args.tarball);
const { mintSessionToken } = await import(`${consumer.folder}/gateway.mjs`);
const sandbox = await startSandbox(args.sandbox);
const made = await makeWorker(consumer);
console.log(`wrangler deploy --dry-run: ${made.size}`);

const total = report();
const world = { consumer, made, flex: sandbox.baseURL, mintSessionToken };
await runCases(total, { deployment, configuration, serving }, world, args.case);
sandbox.stop();
process.exit(total.close());

// The Worker as it would be deployed, in workerd: its size, its page, and its response to a missing variable:
//   node tests/worker/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--case healthz]

import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { startSandbox } from "../support/sandbox.mjs";
import { makeWorker } from "../support/worker.mjs";
import * as configuration from "./configuration.mjs";
import * as deployment from "./deployment.mjs";
import * as serving from "./serving.mjs";

const args = readCommandLine({ others: ["case"] });

const consumer = installTarball(args.tarball);
const { mintSessionToken } = await import(`${consumer.folder}/gateway.mjs`);
const sandbox = await startSandbox(args.sandbox);
const made = await makeWorker(consumer);
console.log(`wrangler deploy --dry-run: ${made.size}`);

const total = report();
const env = { consumer, made, flex: sandbox.baseURL, mintSessionToken };
await runCases(total, { deployment, configuration, serving }, env, args.case);
sandbox.stop();
process.exit(total.close());

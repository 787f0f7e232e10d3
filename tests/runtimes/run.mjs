// Installs the packed package and runs the suite in every runtime:
//   node tests/runtimes/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only node] [--case drift]

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { API_KEY, NO_SCOPE_KEY, startSandbox } from "../support/sandbox.mjs";

const RUNTIMES = ["node", "chromium", "workerd"];
const COLUMN_TIMEOUT = 300_000;

const { values: args } = parseArgs({
  options: {
    tarball: { type: "string" },
    sandbox: { type: "string" },
    only: { type: "string" },
    case: { type: "string" },
  },
});
if (!args.tarball || !args.sandbox) throw new Error("--tarball and --sandbox are needed");
if (args.only && !RUNTIMES.includes(args.only)) throw new Error(`--only is one of ${RUNTIMES.join(", ")}`);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));

const consumer = installTarball(args.tarball);
const { baseURL } = await startSandbox(args.sandbox);
const fixture = new URL("../fixtures/reauth-response.documented.json", import.meta.url);
const env = {
  baseURL,
  apiKey: API_KEY,
  noScopeKey: NO_SCOPE_KEY,
  documented: JSON.parse(readFileSync(fixture, "utf8")),
  options: {},
  ...(args.case && { only: args.case }),
};

const total = report();
for (const runtime of args.only ? [args.only] : RUNTIMES) {
  const { columns } = await import(`./${runtime}.mjs`);
  for (const column of columns) total.column(column.name, await results(column));
}
process.exit(total.close());

async function results(column) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no result within ${COLUMN_TIMEOUT} ms`)), COLUMN_TIMEOUT);
  });
  try {
    return await Promise.race([column.run(consumer, env), timeout]);
  } catch (error) {
    return [{ name: "runs_the_suite", ok: false, error: String(error?.message ?? error), ms: 0 }];
  } finally {
    clearTimeout(timer);
  }
}

// The command line of every suite that runs in several runtimes:
//   node run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only node] [--case drift]

import { readCommandLine } from "./command-line.mjs";
import { installTarball } from "./consumer.mjs";
import { report } from "./report.mjs";
import { RUNTIMES } from "./runtimes/index.mjs";
import { within } from "./within.js";

const COLUMN_TIMEOUT = 300_000;

/**
 * Installs the packed package and runs the suite, the URL of a module, in every runtime. Does not return.
 *
 * `prepare` creates a column's env from the sandbox's path, and may return `stop`. `runtimes` are names of runtimes,
 * `columns` selects and changes the columns of one, and `entry` is the entry of the package that they import.
 */
export async function runSuite({
  suite,
  prepare,
  runtimes = Object.keys(RUNTIMES),
  columns = (all) => all,
  entry,
}) {
  const args = readCommandLine({ others: ["only", "case"], names: runtimes });

  const consumer = installTarball(args.tarball);
  const total = report();
  for (const runtime of args.only ? [args.only] : runtimes) {
    for (const column of columns(RUNTIMES[runtime](suite, entry), runtime)) {
      const { env, stop } = await prepare(args.sandbox);
      const only = args.case && { only: args.case };
      const started = Date.now();
      const results = await resultsOf(column, consumer, { ...env, ...only });
      total.column(column.name, results, Date.now() - started);
      stop();
    }
  }
  total.table("runtime");
  process.exit(total.close());
}

async function resultsOf(column, consumer, env) {
  try {
    return await within(COLUMN_TIMEOUT, column.run(consumer, env), column.name);
  } catch (error) {
    return [{ name: "runs_the_suite", ok: false, error: String(error?.message ?? error), ms: 0 }];
  }
}

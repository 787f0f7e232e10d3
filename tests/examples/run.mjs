// Installs the packed package in each of examples/, checks it, runs it as its README shows, and renews holds:
//   node tests/examples/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox --leptos folder --workers-rs folder [--only next]

import { closeBrowsers } from "../consumers/driver/browsers.mjs";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { seed } from "../support/control.js";
import { report } from "../support/report.mjs";
import { startSandbox } from "../support/sandbox.mjs";
import { deno } from "./cases/deno.mjs";
import { hono } from "./cases/hono.mjs";
import { leptos } from "./cases/leptos.mjs";
import { next } from "./cases/next.mjs";
import { viteReact } from "./cases/vite-react.mjs";
import { worker } from "./cases/worker.mjs";
import { workersRs } from "./cases/workers-rs.mjs";

/** The slowest first, so that none is waited for at the end. */
const EXAMPLES = { next, "vite-react": viteReact, leptos, worker, hono, deno, "workers-rs": workersRs };

const AT_ONCE = 2;

const names = Object.keys(EXAMPLES);
const args = readCommandLine({
  needed: ["tarball", "sandbox", "leptos", "workers-rs"],
  others: ["only"],
  names,
});
const wanted = names.filter((name) => !args.only || name === args.only);

const { baseURL, stop } = await startSandbox(args.sandbox);
const { folder } = installTarball(args.tarball);
const env = {
  tarball: args.tarball,
  leptos: args.leptos,
  workersRs: args["workers-rs"],
  flex: baseURL,
  seed: (kind = "hold_expiring", wishes) => seed(baseURL, kind, wishes),
  FlexClient: (await import(`${folder}/import.mjs`)).FlexClient,
  mintSessionToken: (await import(`${folder}/gateway.mjs`)).mintSessionToken,
};
const total = report();
const work = async () => {
  for (let name = wanted.shift(); name; name = wanted.shift()) await runExample(name);
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
await closeBrowsers();
stop();
process.exit(total.close());

/** Prepares an example, then runs its cases. */
async function runExample(name) {
  const started = Date.now();
  const ready = (cases) => {
    console.log(`${name} was ready after ${Date.now() - started} ms`);
    return runCases(total, { [name]: cases });
  };
  try {
    await EXAMPLES[name](env, ready);
  } catch (error) {
    total.column(name, [{ name: "runs", ok: false, error: String(error?.stack ?? error), ms: 0 }]);
  }
}

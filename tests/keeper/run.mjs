// Installs the packed package, runs its keeper in workerd against the sandbox, and counts the holds:
//   node tests/keeper/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--case crash] [--mode refuses_live]

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { startSandbox } from "../support/sandbox.mjs";
import { within } from "../support/within.js";
import { captures } from "./cases/captures.mjs";
import { crashes, KILL_POINTS } from "./cases/crashes.mjs";
import { deployments } from "./cases/deployments.mjs";
import { docs } from "./cases/docs.mjs";
import { failures } from "./cases/failures.mjs";
import { imports } from "./cases/imports.mjs";
import { life } from "./cases/life.mjs";
import { notices } from "./cases/notices.mjs";
import { policies, printPolicies } from "./cases/policies.mjs";
import { verification } from "./cases/verification.mjs";
import { webhooks } from "./cases/webhooks.mjs";
import { MODES, withEnvironment } from "./scene.mjs";

/** Number of concurrent cases: each mostly waits. */
const AT_ONCE = 16;
const CASE_TIMEOUT = 120_000;

let running = 0;
const waiting = [];

const args = readCommandLine({ others: ["case", "mode"] });

const consumer = installTarball(args.tarball);
const { baseURL, stop } = await startSandbox(args.sandbox);
const total = report();
console.log(`${KILL_POINTS.length} kill points: ${KILL_POINTS.map(({ name }) => name).join(", ")}\n`);

const inEachMode = MODES.filter((mode) => !args.mode || mode === args.mode).map((mode) =>
  withEnvironment({ consumer, baseURL, mode }, async (env) => {
    const started = Date.now();
    const groups = { notices, failures, crashes, life, webhooks, captures, verification, policies };
    const columns = Object.entries(groups).map(async ([name, cases]) => {
      const results = await Promise.all(chosen(cases).map(([name, run]) => one(name, () => run(env))));
      if (results.length > 0) total.column(`${name}, ${mode}`, results, Date.now() - started);
    });
    await Promise.all(columns);
    const results = [];
    for (const [name, run] of chosen(deployments))
      results.push(await one(name, () => run(consumer, baseURL, mode)));
    if (results.length > 0) total.column(`deployments, ${mode}`, results);
    await importsAlone(mode);
  }),
);
await Promise.all(inEachMode);
const results = [];
for (const [name, run] of chosen(docs)) results.push(await one(name, () => run(consumer, baseURL)));
for (const [name, run] of chosen({ names_its_platform_when_loaded_elsewhere: elsewhere }))
  results.push(await one(name, run));
if (results.length > 0) total.column("docs", results);
printPolicies();
total.table("keeper");
stop();
process.exit(total.close());

/** Runs the imports in a sandbox without the sessions of other cases. */
async function importsAlone(mode) {
  const sandbox = await startSandbox(args.sandbox);
  await withEnvironment({ consumer, baseURL: sandbox.baseURL, mode }, async (env) => {
    const results = [];
    for (const [name, run] of chosen(imports)) results.push(await one(name, () => run(env)));
    if (results.length > 0) total.column(`imports, ${mode}`, results);
  });
  sandbox.stop();
}

function chosen(cases) {
  return Object.entries(cases).filter(([name]) => !args.case || name.includes(args.case));
}

async function elsewhere() {
  const module = join(consumer.folder, "keeper.mjs");
  writeFileSync(module, 'export * from "flex-checkout/keeper";\n');
  const { createKeeper, FlexError } = await import(pathToFileURL(module).href);
  try {
    createKeeper({});
  } catch (error) {
    if (FlexError.is(error) && /Cloudflare Workers only/.test(error.message)) return;
    throw error;
  }
  throw new Error("it made a keeper");
}

async function one(name, run) {
  if (running >= AT_ONCE) await new Promise((turn) => waiting.push(turn));
  running += 1;
  const started = Date.now();
  const error = await within(CASE_TIMEOUT, run(), name).then(
    () => undefined,
    (thrown) => String(thrown?.message ?? thrown),
  );
  running -= 1;
  waiting.shift()?.();
  return { name, ok: error === undefined, ...(error !== undefined && { error }), ms: Date.now() - started };
}

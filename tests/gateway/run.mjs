// Tests gateways of the packed package on sockets, in several servers:
//   node tests/gateway/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only workerd] [--case origin] [--seed 7]

import { randomBytes, randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";
import { within } from "../support/within.js";
import { Context } from "./context.mjs";
import { OPTIONS } from "./options.mjs";
import { SERVERS } from "./servers/index.mjs";
import { CASES } from "./suite.mjs";

const CASE_TIMEOUT = 30_000;
/** Two, because cases mostly wait. */
const COLUMNS_AT_ONCE = 2;

const args = readCommandLine({
  others: ["only", "case", "seed"],
  names: ["options", ...Object.keys(SERVERS)],
});

const consumer = installTarball(args.tarball);
writeFileSync(join(consumer.folder, "gateway.mjs"), 'export * from "flex-checkout/gateway";\n');
writeFileSync(join(consumer.folder, "gateway.cjs"), 'module.exports = require("flex-checkout/gateway");\n');
const installed = (file) => import(pathToFileURL(join(consumer.folder, file)).href);
const [{ FlexClient }, gateway] = [await installed("import.mjs"), await installed("gateway.mjs")];
const pkg = { ...gateway, FlexClient };

// Failures print it. It reproduces the same requests.
const seed = Number(args.seed ?? randomInt(2 ** 31));
const total = report();
if (!args.only || args.only === "options") await column("options", OPTIONS, { ...pkg, consumer });
const wanted = Object.entries(SERVERS).filter(([name]) => !args.only || args.only === name);
const queue = wanted.flatMap(([, columns]) => columns());
const work = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) await attack(next.name, next.start);
};
await Promise.all(Array.from({ length: COLUMNS_AT_ONCE }, work));
total.table("server");
process.exit(total.close());

async function attack(name, start) {
  const sandbox = await startSandbox(args.sandbox);
  const secrets = { current: randomBytes(24).toString("hex"), former: randomBytes(24).toString("hex") };
  const env = { flex: sandbox.baseURL, apiKey: API_KEY, secrets };
  const started = Date.now();
  try {
    const server = await start(consumer, env);
    const record = { answers: [], secrets: new Set([API_KEY, secrets.current, secrets.former]) };
    await column(name, CASES, new Context({ server, pkg, env, record, seed }), started);
    server.stop();
  } catch (error) {
    total.column(name, [{ name: "starts", ok: false, error: error.message, ms: Date.now() - started }]);
  }
  sandbox.stop();
}

/** Runs the cases whose names contain `--case`, one after the other. */
async function column(name, cases, given, started = Date.now()) {
  const results = [];
  for (const [name, run] of cases) {
    if (args.case && !name.includes(args.case)) continue;
    const started = Date.now();
    const error = await within(CASE_TIMEOUT, run(given), name).then(
      () => undefined,
      (thrown) => String(thrown?.message ?? thrown),
    );
    results.push({ name, ok: error === undefined, error, ms: Date.now() - started });
  }
  total.column(name, results, Date.now() - started);
}

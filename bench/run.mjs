// Runs the comparisons, all or those named:
//   node --expose-gc bench/run.mjs --sandbox path/to/sandbox [--quick] [--save] [--check] [name ..]

import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { writeSchemas } from "./schemas/write.mjs";
import { table, toText } from "./support/table.mjs";

const COMPARISONS = ["bytes", "one-call", "decode", "growth", "cold-start", "throughput", "memory"];

const { values: options, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    sandbox: { type: "string" },
    quick: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const unknown = named.find((name) => !COMPARISONS.includes(name));
if (unknown) throw new Error(`there is no comparison ${unknown}; there are ${COMPARISONS.join(", ")}`);

writeSchemas();
const results = new URL("results/", import.meta.url);
mkdirSync(results, { recursive: true });
const targets = [];
for (const name of named.length > 0 ? named : COMPARISONS) {
  const { run } = await import(`./comparisons/${name}.mjs`);
  const started = Date.now();
  const result = await run(options);
  for (const each of result.tables) console.log(`\n${toText(each)}`);
  console.log(`  (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  writeFileSync(new URL(`${name}.json`, results), JSON.stringify(result, null, 2));
  targets.push(...result.targets);
}
if (targets.length > 0) {
  const rows = targets.map(({ what, target, measured, met }) => [
    what,
    target,
    measured,
    met ? "met" : "NOT met",
  ]);
  console.log(`\n${toText(table("Targets", ["", "target", "measured", ""], rows))}`);
}
if (options.check && targets.some(({ met }) => !met)) process.exitCode = 1;

// Runs all comparisons or the named ones:
//   node --expose-gc bench/run.mjs [--sandbox path/to/sandbox] [--tarball pkg.tgz] [--quick] [--save] [name ..]
// Parts of one-call, and the package built elsewhere:
//   node --expose-gc bench/run.mjs one-call [--runtime node|workerd] [--peers flex,plain] [--body documented]
//     [--chunked] [--dist folder]

import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { useDist } from "./support/bundle.mjs";
import { between, machine, save } from "./support/docs.mjs";
import { table, toMarkdown, toText } from "./support/table.mjs";

const COMPARISONS = ["bytes", "one-call", "decode", "growth", "cold-start", "throughput", "memory"];
/** Comparisons with their own page, which run only when they are named. */
const ALONE = ["gateway", "keeper", "soak"];

const { values: options, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    sandbox: { type: "string" },
    tarball: { type: "string" },
    quick: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    chunked: { type: "boolean", default: false },
    runtime: { type: "string" },
    peers: { type: "string" },
    body: { type: "string" },
    dist: { type: "string" },
  },
});
const known = [...COMPARISONS, ...ALONE];
const unknown = named.find((name) => !known.includes(name));
if (unknown) throw new Error(`there is no comparison ${unknown}; there are ${known.join(", ")}`);
const isAlone = named.length === 1 && ALONE.includes(named[0]);
const isWhole = !["quick", "chunked", "runtime", "peers", "body", "dist"].some((name) => options[name]);
if (options.save && !(isWhole && (named.length === 0 || isAlone))) {
  throw new Error("--save takes a full run: the docs must show figures that belong together");
}
for (const list of ["peers", "body"]) options[list] = options[list]?.split(",");
if (options.dist) useDist(options.dist);
if (!globalThis.gc) throw new Error("node needs --expose-gc");

// Each child process adds an exit listener.
process.setMaxListeners(0);
// They need tools that only the others use.
if (!isAlone) (await import("./schemas/write.mjs")).writeSchemas();
const folder = new URL("results/", import.meta.url);
mkdirSync(folder, { recursive: true });
const results = [];
for (const name of named.length > 0 ? named : COMPARISONS) {
  const { run, title, page } = await import(`./comparisons/${name}.mjs`);
  console.log(`\n· ${title}`);
  const started = Date.now();
  const result = await run(options);
  for (const each of result.tables) console.log(`\n${toText(each)}`);
  console.log(`\n  ${((Date.now() - started) / 1000).toFixed(1)} s`);
  writeFileSync(new URL(`${name}.json`, folder), JSON.stringify(result, null, 2));
  results.push([name, { ...result, page }]);
}

const targets = table(
  "Targets",
  ["", "target", "measured", ""],
  results.flatMap(([, { targets }]) =>
    targets.map(({ label, target, measured, met }) => [label, target, measured, met ? "met" : "NOT met"]),
  ),
);
if (targets.rows.length > 0) console.log(`\n${toText(targets)}`);
console.log(`\n${machine()}`);
if (options.save) {
  for (const [name, result] of results) await save(name, result);
  const [[, { page }]] = results;
  between("machine", machine(), page);
  between("targets", toMarkdown(targets), page);
}
// workerd and undici keep connections open for a while.
process.exit();

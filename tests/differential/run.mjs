// Compares the packed package and its schema.json with JSON.parse and a traversal of the models, on generated documents:
//   node tests/differential/run.mjs --tarball pkg.tgz --model model.json
//     [--seconds 20 | --count 1000000] [--seed N [--index N]] [--save]
// Every document is the body of a call's response. With --seed and --index one document is generated again
// and shown.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { makeJudge } from "./call.mjs";
import { runConformance } from "./conformance.mjs";
import { KIND_NAMES, makeDocument } from "./documents.mjs";
import { makeRandom } from "./random.mjs";
import { makeSchemaJudge, readSchema, runSchema } from "./schema.mjs";

const args = {
  seconds: "20",
  seed: String(Date.now() % 2 ** 32),
  ...readCommandLine({
    needed: ["tarball", "model"],
    others: ["seconds", "count", "seed", "index"],
    flags: ["save"],
  }),
};
const MOST_FAILURES = 5;

const { folder, installed } = installTarball(args.tarball);
const model = JSON.parse(readFileSync(args.model, "utf8"));
const load = (file) => import(pathToFileURL(join(folder, file)));
const judge = makeJudge(await load("import.mjs"), model);
const validate = readSchema(installed);
const judgeSchema = makeSchemaJudge(validate, model);
const seed = Number(args.seed);

if (args.index !== undefined) {
  const { kind, bytes } = makeDocument(makeRandom(seed, Number(args.index)), model);
  console.log(`${kind}, ${bytes.length} bytes:\n${bytes}\n`);
  const { difference } = await judgeDocument(kind, bytes);
  console.log(difference ?? "no difference");
  process.exit(difference === undefined ? 0 : 1);
}

const passed = [
  await runConformance(judge),
  await runSchema(validate, judgeSchema, await load("testing.mjs")),
  await runDocuments(),
];
process.exit(passed.every(Boolean) ? 0 : 1);

/** Judges a document by the package, and its session by schema.json too. */
async function judgeDocument(kind, bytes) {
  const { difference, data, ...facts } = await judge(bytes);
  // ajv and JSON.stringify recurse.
  const isShallow = kind !== "depth";
  return { ...facts, difference: difference ?? (data && isShallow ? judgeSchema(data) : undefined) };
}

async function runDocuments() {
  const count = args.count === undefined ? Number.POSITIVE_INFINITY : Number(args.count);
  const until =
    args.count === undefined ? performance.now() + Number(args.seconds) * 1000 : Number.POSITIVE_INFINITY;
  console.log(`\nseed ${seed}`);
  const tally = Object.fromEntries(
    KIND_NAMES.map((kind) => [kind, { documents: 0, sessions: 0, drifting: 0, refused: 0 }]),
  );
  const started = performance.now();
  let failures = 0;
  let index = 0;
  for (; index < count && performance.now() < until && failures < MOST_FAILURES; index++) {
    const { kind, bytes } = makeDocument(makeRandom(seed, index), model);
    const { difference, session, drift } = await judgeDocument(kind, bytes);
    const row = tally[kind];
    row.documents += 1;
    row[session ? "sessions" : "refused"] += 1;
    if (drift) row.drifting += 1;
    if (difference !== undefined) {
      failures += 1;
      console.log(`FAIL ${kind} --seed ${seed} --index ${index}: ${difference}`);
    }
    if (index % 100_000 === 99_999) console.log(`${index + 1} documents`);
  }
  const seconds = (performance.now() - started) / 1000;
  const table = [
    "| kind | documents | sessions | of them drifting | refused |",
    "|---|---:|---:|---:|---:|",
    ...Object.entries(tally).map(([kind, row]) => `| ${[kind, ...Object.values(row)].join(" | ")} |`),
  ].join("\n");
  const rate = Math.round(index / seconds);
  const sum = `${index} documents from seed ${seed} in ${seconds.toFixed(0)} s, ${rate} a second, on Node ${process.versions.node}: ${failures} differ.`;
  console.log(`\n${table}\n\n${sum}`);
  if (args.save) save(`${table}\n\n${sum}\n`);
  // Documents that are all rejected, or all accepted, would show nothing.
  const { structure, broken } = tally;
  const shows = structure.sessions > structure.drifting && structure.drifting > 0 && broken.refused > 0;
  if (!shows) console.log("FAIL the documents are too much alike to show anything");
  return failures === 0 && shows;
}

/** Writes the results into the page, between its markers. */
function save(results) {
  const page = new URL("../../docs/hardening.md", import.meta.url);
  const [before, rest] = readFileSync(page, "utf8").split("<!-- differential -->\n");
  const [, after] = rest.split("<!-- /differential -->");
  writeFileSync(page, `${before}<!-- differential -->\n${results}<!-- /differential -->${after}`);
}

// Compiles what users write against the packed package, under each way in which TypeScript resolves modules:
//   node tests/types/run.mjs --tarball pkg.tgz

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { BUNDLER, compileProject, DOM } from "../support/typescript.mjs";
import { examplesIn } from "./examples.mjs";

const FILES = ["consumer.ts", "consumer.cts", "gateway.ts"];
const SLIM = "slim.ts";
// What only Cloudflare has, with its types.
const KEEPER = "keeper.ts";

const COMMON = { strict: true, noEmit: true, target: "es2022", skipLibCheck: false };

// A bundler resolves like `import` wherever it stands, so the CommonJS twin has no column there.
const COLUMNS = [
  { name: "types nodenext", files: [...FILES, SLIM], options: { module: "nodenext", ...DOM } },
  {
    name: "types bundler",
    files: ["consumer.ts", "gateway.ts", SLIM],
    options: { ...BUNDLER, ...DOM },
  },
  {
    name: "types node 20, no dom",
    files: FILES,
    options: { module: "nodenext", lib: ["es2022"], types: ["node"] },
  },
  {
    name: "types strictest",
    files: FILES,
    options: { module: "nodenext", exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, ...DOM },
  },
  {
    name: "types Workers",
    files: ["gateway.ts", KEEPER],
    options: {
      ...BUNDLER,
      exactOptionalPropertyTypes: true,
      lib: ["es2022"],
      types: ["@cloudflare/workers-types"],
    },
  },
];

const args = readCommandLine({ needed: ["tarball"] });

const { folder } = installTarball(args.tarball);
writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest(), type: "module" }));
for (const file of [...FILES, SLIM, KEEPER]) copyFileSync(new URL(file, import.meta.url), join(folder, file));

const total = report();
for (const { name, files, options } of COLUMNS)
  total.column(
    name,
    files.map((file) => compile([file], options)),
  );
total.column("types examples", examples());
process.exit(total.close());

/** The examples in the package's comments. What a Worker's project has the types of is not there. */
function examples() {
  const all = examplesIn(folder);
  for (const { file, text } of all) writeFileSync(join(folder, file), text);
  const options = { ...BUNDLER, ...DOM, skipLibCheck: true };
  const files = all.map(({ file }) => file);
  if (files.length === 0) return [];
  return [compile(files, { ...options, exactOptionalPropertyTypes: true }, `the ${files.length} examples`)];
}

function manifest() {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function compile(files, options, what = files.join()) {
  const started = Date.now();
  const { ok, said } = compileProject(folder, "tsconfig.json", { ...COMMON, ...options }, files);
  return { name: `compiles ${what}`, ok, ...(!ok && { error: said }), ms: Date.now() - started };
}

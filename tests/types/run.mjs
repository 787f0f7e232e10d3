// Compiles users' code against the packed package, under each of TypeScript's module resolutions:
//   node tests/types/run.mjs --tarball pkg.tgz

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { BUNDLER, compileProject, DOM } from "../support/typescript.mjs";
import { examplesIn } from "./examples.mjs";

const FILES = ["consumer.ts", "consumer.cts", "gateway.ts", "testing.ts", "webhooks.ts"];
const SLIM = "slim.ts";
// Only for Cloudflare Workers, with their types.
const KEEPER = "keeper.ts";

const FETCHES = "fetches.ts";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const COMMON = { strict: true, noEmit: true, target: "es2022", skipLibCheck: false };

// The earliest version that docs/environments.md names. It takes seconds to start, so it compiles all files at once.
const EARLIEST = {
  typescript: "typescript-5.0",
  files: [["consumer.ts", "gateway.ts", "testing.ts", "webhooks.ts", SLIM]],
};

// A bundler resolves like `import` in any file, so the CommonJS twin has no column there.
const COLUMNS = [
  { name: "types nodenext", files: [...FILES, SLIM], options: { module: "nodenext", ...DOM } },
  {
    name: "types bundler",
    files: ["consumer.ts", "gateway.ts", "testing.ts", "webhooks.ts", SLIM],
    options: { ...BUNDLER, ...DOM },
  },
  { name: "types TypeScript 5.0", ...EARLIEST, options: { module: "nodenext", ...DOM } },
  {
    name: "types TypeScript 5.0, node10",
    ...EARLIEST,
    options: { module: "commonjs", moduleResolution: "node", esModuleInterop: true, ...DOM },
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
    name: "types of other fetches",
    files: [FETCHES],
    options: {
      ...BUNDLER,
      lib: ["es2022", "dom", "dom.iterable"],
      types: ["node"],
      skipLibCheck: true,
      // The test project installs only the package.
      paths: {
        undici: [join(ROOT, "node_modules/undici")],
        "node-fetch": [join(ROOT, "node_modules/node-fetch/@types/index.d.ts")],
        "node-fetch-2": [join(ROOT, "node_modules/@types/node-fetch-2")],
      },
    },
  },
  {
    name: "types Workers",
    files: ["gateway.ts", "testing.ts", "webhooks.ts", KEEPER],
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
for (const file of [...FILES, SLIM, KEEPER, FETCHES])
  copyFileSync(new URL(file, import.meta.url), join(folder, file));

const total = report();
for (const { name, files, options, typescript } of COLUMNS)
  total.column(
    name,
    files.map((file) => compile([file].flat(), options, { typescript })),
  );
total.column("types examples", examples());
process.exit(total.close());

/** Returns the examples in the package's comments, without those that need the types of a Worker's project. */
function examples() {
  const all = examplesIn(folder);
  for (const { file, code } of all) writeFileSync(join(folder, file), code);
  const options = { ...BUNDLER, ...DOM, skipLibCheck: true };
  const files = all.map(({ file }) => file);
  if (files.length === 0) return [];
  const what = `the ${files.length} examples`;
  return [compile(files, { ...options, exactOptionalPropertyTypes: true }, { label: what })];
}

function manifest() {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function compile(files, options, { label = files.join(), typescript } = {}) {
  const started = Date.now();
  const { ok, output } = compileProject(
    folder,
    "tsconfig.json",
    { ...COMMON, ...options },
    files,
    typescript,
  );
  return { name: `compiles ${label}`, ok, ...(!ok && { error: output }), ms: Date.now() - started };
}

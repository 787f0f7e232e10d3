// What the packed package is made of, and what tools make of it:
//   node tests/package/run.mjs --tarball pkg.tgz --crate flex-checkout.crate
// With UPDATE=1 in the environment it takes the files as they are for those that are to be.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { makeProject } from "../consumers/driver/project.mjs";
import { tool } from "../consumers/driver/tools.mjs";
import { deepEqual, equal, has, matches, ok } from "../support/assert.js";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { report } from "../support/report.mjs";
import { partialImports, unusedImport } from "./parts.mjs";
import { findsTraces, hasNoTraces } from "./traces.mjs";

const args = readCommandLine({ needed: ["tarball", "crate"] });

/** What it may weigh at most, in bytes, as npm downloads it. What travels to browsers is the bench's to watch. */
const BUDGET = 800_000;

const MODULES = ["flex_checkout.wasm", "flex_checkout_keeper.wasm", "flex_checkout_server.wasm"];

const tarball = resolve(args.tarball);
const { folder, installed, manifest } = makeProject("package", tarball);
const path = (file) => join(installed, file);
const read = (file) => readFileSync(path(file), "utf8");
const files = filesOf(installed);
const modules = files.filter((file) => /^dist\/[^/]*\.c?js$/.test(file));

const CASES = {
  async satisfies_publint() {
    matches(await tool("publint", [tarball, "--strict"], { cwd: folder }), /All good!/);
  },
  async satisfies_arethetypeswrong() {
    // Modules are files of their own, which have no types.
    const options = ["--exclude-entrypoints", ...MODULES, "--format", "json"];
    const { analysis, problems } = JSON.parse(await tool("attw", [tarball, ...options], { cwd: folder }));
    const entries = Object.keys(manifest.exports).filter((entry) => !entry.endsWith(".wasm"));
    deepEqual(Object.keys(analysis.entrypoints).sort(), entries.sort(), "the entries that were tried");
    deepEqual(problems ?? {}, {}, "problems");
  },
  has_the_files_that_it_is_to_have_and_no_others() {
    isListed(files, "files.txt");
  },
  has_a_wasm_file_for_clients_one_for_servers_and_one_for_the_keeper() {
    deepEqual(
      files.filter((file) => file.endsWith(".wasm")),
      MODULES.map((module) => `dist/${module}`),
      "wasm files",
    );
  },
  carries_the_same_modules_in_its_scripts() {
    const [client, , server] = MODULES;
    for (const [file, module] of [
      ["dist/index.js", client],
      ["dist/index.cjs", client],
      ["dist/gateway.js", server],
      ["dist/gateway.cjs", server],
    ]) {
      const bytes = execFileSync(process.execPath, [
        "--input-type=module",
        "--eval",
        INSTANTIATED,
        path(file),
      ]);
      ok(bytes.equals(readFileSync(path(`dist/${module}`))), `${file} carries another module`);
    }
  },
  has_a_source_map_for_every_script_with_every_source() {
    for (const file of modules) {
      matches(read(file).slice(-100), new RegExp(`^//# sourceMappingURL=${file.slice(5)}\\.map$`, "m"), file);
      const { sources, sourcesContent } = JSON.parse(read(`${file}.map`));
      ok(sources.length > 0, `${file}.map names no source`);
      sources.forEach((source, index) => {
        const there = sourcesContent[index] !== null || existsSync(join(installed, "dist", source));
        ok(there, `${source} of ${file}.map is not in the package`);
      });
    }
  },
  carries_no_secret_and_no_path_of_who_built_it: () => hasNoTraces(installed, join(folder, "traces")),
  carries_none_in_the_crate_either: () => hasNoTraces(unpackedCrate(), join(folder, "crate-traces")),
  would_find_a_secret_and_a_path: () => findsTraces(folder),
  has_in_the_crate_what_is_its_own_and_nothing_else() {
    isListed(filesOf(unpackedCrate()), "crate-files.txt");
  },
  depends_on_nothing_and_runs_nothing_when_installed() {
    for (const field of ["dependencies", "peerDependencies", "optionalDependencies", "scripts"])
      equal(manifest[field], undefined, field);
  },
  says_where_it_comes_from_as_provenance_wants_it() {
    has(manifest, { license: "MIT OR Apache-2.0", publishConfig: { access: "public", provenance: true } });
    matches(manifest.repository.url, /^git\+https:\/\/github\.com\/.*\.git$/, "repository");
    for (const file of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]) ok(files.includes(file), `no ${file}`);
  },
  leaves_nothing_behind_where_it_is_imported_and_not_used: () => unusedImport(folder),
  is_bundled_where_one_of_its_values_is_used: () => partialImports(folder),
  weighs_no_more_than_it_may() {
    const { size } = statSync(tarball);
    console.log(`packed ${size} bytes, ${files.length} files`);
    ok(size <= BUDGET, `it weighs ${size} bytes`);
  },
};

/** Loads a script, and writes the bytes that it makes an instance of. */
const INSTANTIATED = `
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = (bytes, imports) => {
    process.stdout.write(ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes));
    return instantiate.call(WebAssembly, bytes, imports);
  };
  const module = await import(process.argv[1]);
  const { preload, mintSessionToken } = module.default ?? module;
  // What loads the module in each of them.
  await (preload?.() ?? mintSessionToken({ secret: "x".repeat(32), sessionId: "fcs_1" }));
`;

const total = report();
await runCases(total, { package: CASES });
process.exit(total.close());

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => relative(folder, join(item.parentPath ?? item.path, item.name)))
    .sort();
}

/** Checks files against a list that is kept, or keeps it. */
function isListed(files, list) {
  const url = new URL(list, import.meta.url);
  if (process.env.UPDATE) writeFileSync(url, `${files.join("\n")}\n`);
  const listed = readFileSync(url, "utf8").trim().split("\n");
  deepEqual(
    { missing: without(listed, files), unlisted: without(files, listed) },
    { missing: [], unlisted: [] },
  );
}

/** The folder that the crate is unpacked into. */
function unpackedCrate() {
  const [name] = execFileSync("tar", ["--list", "--file", args.crate], { encoding: "utf8" }).split("/");
  execFileSync("tar", ["--extract", "--file", args.crate, "--directory", folder]);
  return join(folder, name);
}

function without(all, some) {
  return all.filter((item) => !some.includes(item));
}

// Checks the contents of the packed package and crate, and how tools handle them:
//   node tests/package/run.mjs --tarball pkg.tgz --crate flex-checkout.crate
// With UPDATE=1 in the environment it renews the lists of files.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { makeProject } from "../consumers/driver/project.mjs";
import { tool } from "../consumers/driver/tools.mjs";
import { deepEqual, equal, has, matches, ok } from "../support/assert.js";
import { runCases } from "../support/cases.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { filesOf } from "../support/files.mjs";
import { report } from "../support/report.mjs";
import { partialImports, unusedImport } from "./parts.mjs";
import { hasNoTraces } from "./traces.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const args = readCommandLine({ needed: ["tarball", "crate"] });

/** The size limit of the tarball, in bytes. The bench limits the bytes that browsers download. */
const BUDGET = 1_400_000;

const MODULES = [
  "flex_checkout.wasm",
  "flex_checkout_keeper.wasm",
  "flex_checkout_sandbox.wasm",
  "flex_checkout_server.wasm",
];

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
    // Files without types, which resolvers that ignore `exports` find in dist.
    const untyped = [...MODULES, "schema.json"];
    const options = ["--exclude-entrypoints", ...untyped, "--format", "json"];
    const { analysis, problems } = JSON.parse(await tool("attw", [tarball, ...options], { cwd: folder }));
    const entries = Object.keys(manifest.exports).filter((entry) => !untyped.includes(entry.slice(2)));
    deepEqual(Object.keys(analysis.entrypoints).sort(), entries.sort(), "the entries that were tried");
    deepEqual(problems ?? {}, {}, "problems");
  },
  has_exactly_the_listed_files() {
    isListed(files, "files.txt");
  },
  /** Nitro resolves `unwasm` first. In its presets for Node it traces the entry that Node resolves. */
  offers_nitro_the_entries_that_import_the_module_except_in_node() {
    for (const [entry, file] of [
      [".", "edge-light"],
      ["./gateway", "gateway-edge-light"],
      ["./testing", "testing-edge-light"],
    ]) {
      const conditions = manifest.exports[entry];
      equal(Object.keys(conditions)[0], "unwasm", `first condition of ${entry}`);
      equal(conditions.unwasm.default, `./dist/${file}.js`, `entry for Nitro's edge presets of ${entry}`);
      equal(conditions.unwasm.node, conditions.default.default, `entry for Nitro's Node preset of ${entry}`);
    }
  },
  has_a_wasm_file_for_clients_servers_the_keeper_and_the_sandbox() {
    deepEqual(
      files.filter((file) => file.endsWith(".wasm")),
      MODULES.map((module) => `dist/${module}`),
      "wasm files",
    );
  },
  inlines_the_same_modules_in_its_scripts() {
    const [client, , sandbox, server] = MODULES;
    for (const [file, module] of [
      ["dist/index.js", client],
      ["dist/index.cjs", client],
      ["dist/gateway.js", server],
      ["dist/gateway.cjs", server],
      ["dist/testing.js", sandbox],
      ["dist/testing.cjs", sandbox],
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
  contains_no_secret_and_no_build_path: () => hasNoTraces(installed, join(folder, "traces")),
  contains_no_secret_and_no_build_path_in_the_crate: () =>
    hasNoTraces(unpackedCrate(), join(folder, "crate-traces")),
  has_exactly_the_listed_files_in_the_crate() {
    isListed(filesOf(unpackedCrate()), "crate-files.txt");
  },
  has_no_dependency_and_no_install_script() {
    for (const field of ["dependencies", "peerDependencies", "optionalDependencies", "scripts"])
      equal(manifest[field], undefined, field);
  },
  names_its_repository_as_provenance_requires() {
    has(manifest, { license: "MIT OR Apache-2.0", publishConfig: { access: "public", provenance: true } });
    matches(manifest.repository.url, /^git\+https:\/\/github\.com\/.*\.git$/, "repository");
    for (const file of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]) ok(files.includes(file), `no ${file}`);
  },
  links_from_its_readme_to_files_of_the_repository() {
    const repository = manifest.repository.url.replace(/^git\+|\.git$/g, "");
    const links = Array.from(
      read("README.md").matchAll(/(?:\]\(|\b(?:src|srcset)=")([^)"]+)/g),
      ([, link]) => new URL(link).href,
    );
    const own = links.filter((link) => link.startsWith(`${repository}/`));
    ok(own.length > 10, `${own.length} links to the repository`);
    for (const link of own) {
      const [, path] = /^\/(?:blob|raw)\/HEAD\/([^#]+)/.exec(link.slice(repository.length)) ?? [];
      ok(path && existsSync(join(ROOT, path)), `${link} leads to no file`);
    }
  },
  is_removed_from_bundles_that_do_not_use_it: () => unusedImport(folder),
  is_bundled_for_each_of_its_values: () => partialImports(folder),
  stays_within_its_size_budget() {
    const { size } = statSync(tarball);
    console.log(`packed ${size} bytes, ${files.length} files`);
    ok(size <= BUDGET, `it weighs ${size} bytes`);
  },
};

/** Loads a script, and writes the bytes that it compiles. */
const INSTANTIATED = `
  const { instantiate, Module } = WebAssembly;
  const write = (bytes) => process.stdout.write(ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes));
  WebAssembly.instantiate = (bytes, imports) => {
    write(bytes);
    return instantiate.call(WebAssembly, bytes, imports);
  };
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      write(bytes);
      super(bytes);
    }
  };
  const module = await import(process.argv[1]);
  const { preload, mintSessionToken, createSandbox } = module.default ?? module;
  // Loads the module of each entry.
  createSandbox?.().sessions.create() ??
    (await (preload?.() ?? mintSessionToken({ secret: "x".repeat(32), sessionId: "fcs_1" })));
`;

const total = report();
await runCases(total, { package: CASES });
process.exit(total.close());

/** Checks files against the stored list, or renews the list. */
function isListed(files, list) {
  const url = new URL(list, import.meta.url);
  if (process.env.UPDATE) writeFileSync(url, `${files.join("\n")}\n`);
  const listed = readFileSync(url, "utf8").trim().split("\n");
  deepEqual(
    { missing: without(listed, files), unlisted: without(files, listed) },
    { missing: [], unlisted: [] },
  );
}

/** Returns the folder that the crate is unpacked into. */
function unpackedCrate() {
  const [name] = execFileSync("tar", ["--list", "--file", args.crate], { encoding: "utf8" }).split("/");
  execFileSync("tar", ["--extract", "--file", args.crate, "--directory", folder]);
  return join(folder, name);
}

function without(all, some) {
  return all.filter((item) => !some.includes(item));
}

// Projects for the TypeScript compiler, each written as one that a user has.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** What a project has in which a bundler resolves modules. */
export const BUNDLER = {
  strict: true,
  noEmit: true,
  target: "es2022",
  module: "esnext",
  moduleResolution: "bundler",
};

/** What there is in a page, and nothing of Node. */
export const DOM = { lib: ["es2022", "dom", "dom.iterable"], types: [] };

/** Writes a project into a folder, and gives its path. */
export function writeProject(folder, name, compilerOptions, files) {
  const project = join(folder, name);
  writeFileSync(project, JSON.stringify({ compilerOptions, files }));
  return project;
}

/** Compiles a project of that folder: whether it is without a fault, and what the compiler says. */
export function compileProject(folder, name, compilerOptions, files) {
  const project = writeProject(folder, name, compilerOptions, files);
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [tsc(), "--project", project], {
    cwd: folder,
    encoding: "utf8",
  });
  return { ok: status === 0, said: error?.message ?? `${stdout}${stderr}`.trim() };
}

function tsc() {
  const manifest = require.resolve("typescript/package.json");
  return join(dirname(manifest), require(manifest).bin.tsc);
}

// Projects for the TypeScript compiler, as users have them.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** Compiler options of a project whose bundler resolves modules. */
export const BUNDLER = {
  strict: true,
  noEmit: true,
  target: "es2022",
  module: "esnext",
  moduleResolution: "bundler",
};

/** A page's globals, and none of Node's. */
export const DOM = { lib: ["es2022", "dom", "dom.iterable"], types: [] };

/** Writes a project into a folder. Returns its path. */
export function writeProject(folder, name, compilerOptions, files) {
  const project = join(folder, name);
  writeFileSync(project, JSON.stringify({ compilerOptions, files }));
  return project;
}

/** Compiles a project of that folder. Returns whether it has no error, and the compiler's output. */
export function compileProject(folder, name, compilerOptions, files, typescript) {
  const project = writeProject(folder, name, compilerOptions, files);
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [tsc(typescript), "--project", project],
    { cwd: folder, encoding: "utf8" },
  );
  return { ok: status === 0, output: error?.message ?? `${stdout}${stderr}`.trim() };
}

function tsc(typescript = "typescript") {
  const manifest = require.resolve(`${typescript}/package.json`);
  return join(dirname(manifest), require(manifest).bin.tsc);
}

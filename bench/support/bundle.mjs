// Bundles as a user's build does: esbuild, minified.

import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const GENERATED = fileURLToPath(new URL("../generated/", import.meta.url));
const HERE = fileURLToPath(new URL("../", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../pkg/", import.meta.url));

/** The folder of the package's built files. */
export let dist = join(PACKAGE, "dist");
let importer = HERE;

/** Measures a build of the package in another folder, with this one's manifest. */
export function useDist(folder) {
  dist = resolve(folder);
  importer = join(GENERATED, "package");
  const linked = join(importer, "node_modules/flex-checkout");
  rmSync(importer, { recursive: true, force: true });
  mkdirSync(linked, { recursive: true });
  cpSync(join(PACKAGE, "package.json"), join(linked, "package.json"));
  symlinkSync(dist, join(linked, "dist"));
}

/** Resolves the package to `useDist`'s folder. */
const ownPackage = {
  name: "own-package",
  setup(build) {
    build.onResolve({ filter: /^flex-checkout(\/|$)/ }, ({ path, kind, pluginData }) =>
      pluginData === ownPackage
        ? undefined
        : build.resolve(path, { kind, resolveDir: importer, pluginData: ownPackage }),
    );
  },
};

/**
 * Bundles the script, whose imports are relative to `bench/`, into `bench/generated/<runtime>/<name>/<name>.js`.
 *
 * For "browser", which Node uses too: Stripe's browser build uses fetch, and the others have no such build.
 * For "workerd" as wrangler does.
 */
export async function bundle({ script, name, runtime = "browser" }) {
  const outdir = join(GENERATED, runtime, name);
  rmSync(outdir, { recursive: true, force: true });
  const outfile = join(outdir, `${name}.js`);
  await build({
    stdin: { contents: script, resolveDir: HERE, sourcefile: `${name}.js` },
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    conditions: runtime === "workerd" ? ["workerd", "worker", "browser"] : ["browser"],
    // workerd compiles imported modules: compiling bytes is forbidden there.
    loader: { ".wasm": "copy" },
    plugins: [ownPackage],
    external: ["node:*"],
    logLevel: "warning",
  });
  return outfile;
}

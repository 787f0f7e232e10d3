// Bundles as a user's build makes them: esbuild, minified.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const GENERATED = fileURLToPath(new URL("../generated/", import.meta.url));
const HERE = fileURLToPath(new URL("../", import.meta.url));

/**
 * Bundles the script, whose imports are relative to `bench/`, into `bench/generated/<runtime>/<name>/<name>.js`.
 *
 * For "browser", which Node gets too: Stripe's build for it is the one on fetch, and the others have none of their
 * own. For "workerd" as wrangler does.
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
    // workerd compiles the modules that are imported: compiling bytes is forbidden there.
    loader: { ".wasm": "copy" },
    logLevel: "warning",
  });
  return outfile;
}

// Bundles with parts of the package. A module that is imported but not used must not be in a bundle, as `sideEffects:
// false` allows.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tool } from "../consumers/driver/tools.mjs";
import { each, ok } from "../support/assert.js";

const SCRIPT = `
import { FlexClient, FlexError, preload } from "flex-checkout";
import { init } from "flex-checkout/slim";

document.title = "a shop";
`;

const NAMES = ["FlexError", "preload", "FlexClient"];

const using = (name) => `
import { ${name} } from "flex-checkout";

document.title = "a shop";
globalThis.flex = ${name};
`;

const PAGE = '<!doctype html><title>-</title><script type="module" src="./unused.js"></script>\n';

/** More than any bundler's own code, and less than any part of the package. */
const ROOM = 1500;

const BUNDLERS = {
  vite: ["build"],
  webpack: ["--mode=production", "--entry=./unused.js"],
  rspack: ["build", "--mode=production", "--entry=./unused.js"],
  rollup: ["unused.js", "--format=es", "--dir=dist", "--plugin=node-resolve"],
  esbuild: ["unused.js", "--bundle", "--minify", "--format=esm", "--outdir=dist"],
  parcel: ["build", "index.html", "--no-cache", "--cache-dir=cache"],
};

/** Checks that no bundler keeps any part of it. */
export async function unusedImport(folder) {
  await each(Object.keys(BUNDLERS), async (bundler) => {
    const size = await bundled(folder, bundler, SCRIPT);
    ok(size < ROOM, `${bundler} left ${size} bytes`);
  });
}

/** Checks that every bundler bundles scripts that use only one of the package's values. */
export async function partialImports(folder) {
  const rows = Object.keys(BUNDLERS).flatMap((bundler) => NAMES.map((name) => [bundler, name]));
  await each(rows, ([bundler, name]) => bundled(folder, bundler, using(name)));
}

async function bundled(folder, bundler, script) {
  const dist = join(folder, "dist");
  rmSync(dist, { recursive: true, force: true });
  writeFileSync(join(folder, "unused.js"), script);
  writeFileSync(join(folder, "index.html"), PAGE);
  await tool(bundler, BUNDLERS[bundler], { cwd: folder });
  const scripts = readdirSync(dist, { recursive: true })
    .filter((file) => file.endsWith(".js"))
    .map((file) => readFileSync(join(dist, file), "utf8"));
  const bundle = scripts.join("");
  ok(bundle.includes("a shop"), `${bundler} left the script out`);
  const used = /flex = (\w+)/.exec(script)?.[1] ?? "nothing";
  console.log(`${used} used, by ${bundler.padEnd(10)} ${bundle.length} bytes`);
  return bundle.length;
}

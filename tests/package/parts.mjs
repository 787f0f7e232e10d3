// A module that is imported and not used must not be in a bundle: `sideEffects: false` says that it may go.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tool } from "../consumers/driver/tools.mjs";
import { each, ok } from "../support/assert.js";

const SCRIPT = `
import { FlexClient, FlexError, preload } from "flex-checkout";
import { init } from "flex-checkout/slim";

document.title = "a shop";
`;

const PAGE = '<!doctype html><title>-</title><script type="module" src="./unused.js"></script>\n';

/** More than any bundler's own code around the one line, and less than anything of the package. */
const ROOM = 1500;

const BUNDLERS = {
  vite: ["build"],
  webpack: ["--mode=production", "--entry=./unused.js"],
  rspack: ["build", "--mode=production", "--entry=./unused.js"],
  rollup: ["unused.js", "--format=es", "--dir=dist", "--plugin=node-resolve"],
  esbuild: ["unused.js", "--bundle", "--minify", "--format=esm", "--outdir=dist"],
  parcel: ["build", "index.html", "--no-cache", "--cache-dir=cache"],
};

/** Checks that no bundler leaves anything of it. */
export async function unusedImport(folder) {
  writeFileSync(join(folder, "unused.js"), SCRIPT);
  writeFileSync(join(folder, "index.html"), PAGE);
  const dist = join(folder, "dist");
  await each(Object.entries(BUNDLERS), async ([bundler, command]) => {
    rmSync(dist, { recursive: true, force: true });
    await tool(bundler, command, { cwd: folder });
    const scripts = readdirSync(dist, { recursive: true })
      .filter((file) => file.endsWith(".js"))
      .map((file) => readFileSync(join(dist, file), "utf8"));
    const text = scripts.join("");
    ok(text.includes("a shop"), `${bundler} left the script out`);
    ok(text.length < ROOM, `${bundler} left ${text.length} bytes`);
    console.log(`unused, by ${bundler.padEnd(12)} ${text.length} bytes`);
  });
}

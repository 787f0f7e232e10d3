// Builds the site into dist/:
//   node docs/.vitepress/build.mjs --rustdoc target/…/doc [--base /flex-checkout/]

import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "vitepress";
import { filesForModels } from "./llms.mjs";
import { files, markdownOf, placeOf, ROOT } from "./pages.mjs";

const { values: args } = parseArgs({
  options: { rustdoc: { type: "string" }, base: { type: "string", default: "/" } },
});
if (!args.rustdoc) throw new Error("--rustdoc is missing");
if (!/^\/(.*\/)?$/.test(args.base)) throw new Error("--base must begin and end with a slash");

const here = fileURLToPath(new URL(".", import.meta.url));
const generated = join(here, "generated");
for (const old of [generated, join(here, "dist")]) rmSync(old, { recursive: true, force: true });
execFileSync(join(here, "node_modules/.bin/typedoc"), { cwd: here, stdio: "inherit" });

const docs = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
const unlisted = docs.map((name) => `docs/${name}`).filter((file) => !files.includes(file));
if (unlisted.length > 0) throw new Error(`the sidebar in pages.mjs lacks ${unlisted.join(", ")}`);
for (const file of files) writeFileSync(join(generated, placeOf(file)), markdownOf(file));
for (const pictures of ["docs/bench", "docs/screenshots", "www/src/icon.svg"]) {
  const isPicture = (path) => /\.(svg|png)$/.test(path) || !/\.[a-z]+$/.test(path);
  cpSync(join(ROOT, pictures), join(generated, "public", pictures), { recursive: true, filter: isPicture });
}
// The static demo page, and a page that contains it. Its file of headers is for other hosts.
cpSync(join(here, "try.md"), join(generated, "try.md"));
const isServed = (path) => !path.endsWith("/_headers");
cpSync(join(ROOT, "www/dist-static"), join(generated, "public/demo"), { recursive: true, filter: isServed });
const rust = join(generated, "public/reference/rust");
cpSync(args.rustdoc, rust, { recursive: true });
for (const [name, content] of Object.entries(filesForModels(args.base)))
  writeFileSync(join(generated, "public", name), content);
// rustdoc links to a page above the crate's own, which it does not make.
const redirect = '<!doctype html><meta http-equiv="refresh" content="0; url=flex_checkout/index.html">';
writeFileSync(join(rust, "index.html"), `${redirect}\n`);

await build(join(here, ".."), { base: args.base });

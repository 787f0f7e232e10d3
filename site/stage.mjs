// Lays out in generated/ what VitePress builds from: the pages, their pictures, and rustdoc's folder.

import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { files, placeOf, ROOT } from "./repository.mjs";

/** Lays them out; TypeDoc's pages are already there. */
export function stage(folder, rustdoc) {
  const docs = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  const homeless = docs.map((name) => `docs/${name}`).filter((file) => !files.includes(file));
  if (homeless.length > 0) throw new Error(`site/sidebar.mjs does not have ${homeless.join(", ")}`);

  for (const file of files) writeFileSync(join(folder, placeOf(file)), page(file));
  const publicFolder = join(folder, "public");
  rmSync(publicFolder, { recursive: true, force: true });
  for (const pictures of ["docs/bench", "docs/screenshots", "www/src/icon.svg"]) {
    const isPicture = (path) => /\.(svg|png)$/.test(path) || !/\.[a-z]+$/.test(path);
    cpSync(join(ROOT, pictures), join(publicFolder, pictures), { recursive: true, filter: isPicture });
  }
  const rust = join(publicFolder, "reference/rust");
  cpSync(rustdoc, rust, { recursive: true });
  // rustdoc makes no page above the crates', to which its own pages link.
  writeFileSync(join(rust, "index.html"), INDEX);
}

const INDEX = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=flex_checkout/index.html">
<title>The Rust API</title>
<a href="flex_checkout/index.html">The Rust API</a>
</html>
`;

const page = (file) => readFileSync(join(ROOT, file), "utf8");

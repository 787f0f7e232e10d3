// Writes a crate of every Rust block for cargo to build:
//   node tests/snippets/rust.mjs path/to/folder
//
// A block is a module, `getting_started_rust_renew`. rust/lib.rs exports some of them to JavaScript. The manifest is
// the block `toml cargo`, with the lines of `toml dependencies` in place of those for the same crates.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blocksOf, files, ROOT, slugOf } from "./markdown.mjs";

const [folder] = process.argv.slice(2);
const blocks = files().flatMap((file) => blocksOf(file));
const source = join(folder, "src");
rmSync(source, { recursive: true, force: true });
mkdirSync(source, { recursive: true });

const modules = blocks.filter(({ language, quotes }) => language === "rust" && !quotes);
for (const { file, name, text } of modules)
  writeFileSync(join(source, `${[slugOf(file), ...(name ? [name] : [])].join("_")}.rs`), text);
const names = modules.map(({ file, name }) => [slugOf(file), ...(name ? [name] : [])].join("_"));
const calls = readFileSync(new URL("rust/lib.rs", import.meta.url), "utf8");
writeFileSync(
  join(source, "lib.rs"),
  ["#![deny(warnings)]", ...names.map((name) => `pub mod ${name};`), calls].join("\n"),
);

const manifests = blocks.filter(({ language }) => language === "toml");
const [manifest, ...others] = manifests.filter(({ name }) => name === "cargo");
if (!manifest || others.length > 0) throw new Error("exactly one block must be `toml cargo`");
let toml = manifest.text;
for (const line of manifests.filter(({ name }) => name === "dependencies").flatMap(linesOf)) {
  const [crate] = line.split(" = ");
  const replaced = toml.replace(new RegExp(`^${crate} = .*$`, "m"), line);
  if (replaced === toml) throw new Error(`\`toml cargo\` has no other line for ${crate}`);
  toml = replaced;
}
const own = (name) => `${name} = { path = ${JSON.stringify(ROOT)} }`;
writeFileSync(
  join(folder, "Cargo.toml"),
  `${toml}\n[workspace]\n\n[patch.crates-io]\n${own("flex-checkout")}\n`,
);

function linesOf({ text }) {
  return text.trim().split("\n");
}

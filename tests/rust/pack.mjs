// Packs the crate's client as an npm package with the name and the API of ours:
//   node tests/rust/pack.mjs --client path/to/bound-module --out folder

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { readCommandLine } from "../support/command-line.mjs";

const { client, out } = readCommandLine({ needed: ["client", "out"] });
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const bundle = (file, format, loader) =>
  build({
    entryPoints: [fileURLToPath(new URL("client.js", import.meta.url))],
    alias: {
      "rust-client": join(client, "rust_client.js"),
      "rust-client/module.wasm": join(client, "rust_client_bg.wasm"),
    },
    outfile: join(out, file),
    bundle: true,
    format,
    target: "es2022",
    loader: { ".wasm": loader },
    // The generator's own way to find the module, which is not used.
    define: { "import.meta.url": '"file:///"' },
    logLevel: "warning",
  });

await bundle("index.js", "esm", "binary");
await bundle("index.cjs", "cjs", "binary");
await bundle("workerd.js", "esm", "copy");
writeFileSync(
  join(out, "package.json"),
  JSON.stringify({
    name: "flex-checkout",
    version: "0.0.0",
    type: "module",
    exports: { ".": { workerd: "./workerd.js", require: "./index.cjs", default: "./index.js" } },
  }),
);
execFileSync("npm", ["pack", "--silent"], { cwd: out, stdio: "inherit" });

// Builds the site of docs/ into dist/:
//   node site/build.mjs --rustdoc target/…/doc [--base /flex-checkout/]

import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "vitepress";
import { stage } from "./stage.mjs";

const { values: args } = parseArgs({
  options: { rustdoc: { type: "string" }, base: { type: "string", default: "/" } },
});
if (!args.rustdoc) throw new Error("--rustdoc is needed");
if (!/^\/(.*\/)?$/.test(args.base)) throw new Error("--base begins and ends with a slash");

const here = fileURLToPath(new URL(".", import.meta.url));
const generated = join(here, "generated");
for (const old of [generated, join(here, "dist")]) rmSync(old, { recursive: true, force: true });
execFileSync(join(here, "node_modules/.bin/typedoc"), { cwd: here, stdio: "inherit" });
stage(generated, args.rustdoc);
await build(here, { base: args.base });

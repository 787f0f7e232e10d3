// TypeScript blocks, compiled strictly against the packed package.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, titleOf } from "./markdown.mjs";

export const LANGUAGES = ["ts", "js"];

const COMPILER_OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: "es2022",
  module: "esnext",
  moduleResolution: "bundler",
  allowJs: true,
  checkJs: true,
};

/** What a block may name beside the package: what a page has, what Workers have, what Node has. */
const PLATFORMS = {
  page: { lib: ["es2022", "dom", "dom.iterable"], types: [] },
  workers: { lib: ["es2022"], types: ["@cloudflare/workers-types"] },
  // Types of tools, such as Vite's, are not ours to check.
  node: { lib: ["es2022", "dom", "dom.iterable"], types: ["node"], skipLibCheck: true },
};

function platformOf({ text }) {
  if (/from "(flex-checkout\/keeper|cloudflare:\w+)"/.test(text)) return "workers";
  return /\bprocess\.|from "(node:|vite")/.test(text) ? "node" : "page";
}

/** Compiles blocks, each of which was written to its `path`. Gives what is wrong with which. */
export function compile(blocks, folder) {
  const faults = new Map();
  for (const [platform, options] of Object.entries(PLATFORMS)) {
    const files = blocks.filter((block) => platformOf(block) === platform).map(({ path }) => path);
    if (files.length === 0) continue;
    const project = join(folder, `tsconfig.${platform}.json`);
    writeFileSync(project, JSON.stringify({ compilerOptions: { ...COMPILER_OPTIONS, ...options }, files }));
    const tsc = join(ROOT, "node_modules/.bin/tsc");
    const { status, stdout } = spawnSync(tsc, ["--project", project], { cwd: folder, encoding: "utf8" });
    if (status === 0) continue;
    const guilty = blocks.filter(({ path }) => stdout.includes(`${path.slice(folder.length + 1)}(`));
    for (const block of guilty) faults.set(block, linesOf(stdout, block, folder));
    if (guilty.length === 0) faults.set(blocks[0], `tsc on ${platform}: ${stdout}`);
  }
  return faults;
}

/** What tsc says of a block, with the Markdown's lines. */
function linesOf(stdout, block, folder) {
  const own = `${block.path.slice(folder.length + 1)}(`;
  const said = stdout.split("\n").filter((line) => line.startsWith(own));
  return said
    .map((line) => line.slice(own.length).replace(/^\d+/, (number) => `${block.line + Number(number)}`))
    .map((line) => `${titleOf(block)} (${line}`)
    .join("; ");
}

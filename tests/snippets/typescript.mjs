// TypeScript blocks, compiled strictly against the packed package.

import { BUNDLER, compileProject, DOM } from "../support/typescript.mjs";
import { titleOf } from "./markdown.mjs";

export const LANGUAGES = ["ts", "js"];

const COMPILER_OPTIONS = {
  ...BUNDLER,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowJs: true,
  checkJs: true,
};

/** What a block may name beside the package: what a page has, what Workers have, what Node has. */
const PLATFORMS = {
  page: DOM,
  workers: { lib: ["es2022"], types: ["@cloudflare/workers-types"] },
  // Types of tools, such as Vite's, are not ours to check.
  node: { ...DOM, types: ["node"], skipLibCheck: true },
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
    const project = `tsconfig.${platform}.json`;
    const { ok, said } = compileProject(folder, project, { ...COMPILER_OPTIONS, ...options }, files);
    if (ok) continue;
    const guilty = blocks.filter(({ path }) => said.includes(`${path.slice(folder.length + 1)}(`));
    for (const block of guilty) faults.set(block, linesOf(said, block, folder));
    if (guilty.length === 0) faults.set(blocks[0], `tsc on ${platform}: ${said}`);
  }
  return faults;
}

/** What tsc says of a block, with the Markdown's lines. */
function linesOf(output, block, folder) {
  const own = `${block.path.slice(folder.length + 1)}(`;
  const said = output.split("\n").filter((line) => line.startsWith(own));
  return said
    .map((line) => line.slice(own.length).replace(/^\d+/, (number) => `${block.line + Number(number)}`))
    .map((line) => `${titleOf(block)} (${line}`)
    .join("; ");
}

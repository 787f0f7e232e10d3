// TypeScript blocks, compiled strictly against the packed package.

import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
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

/** The globals of a block besides the package: a page's, Workers', Node's. */
const PLATFORMS = {
  page: DOM,
  workers: { lib: ["es2022"], types: ["@cloudflare/workers-types"] },
  // Types of tools, such as Vite's, are not checked.
  node: { ...DOM, types: ["node"], skipLibCheck: true },
};

/** Packages of tests/consumers that blocks import. */
const CONSUMERS = [
  "@opentelemetry/api",
  "@sentry/node",
  "@tanstack/react-query",
  "@types/express",
  "@types/react",
  "express",
  "msw",
  "pino",
  "react",
  "react-dom",
  "vitest",
];

function platformOf({ text }) {
  if (/from "(flex-checkout\/keeper|cloudflare:\w+)"/.test(text)) return "workers";
  const imports = (name) => text.includes(`from "${name}`);
  return /\bprocess\./.test(text) || ["node:", 'vite"', "@playwright", ...CONSUMERS].some(imports)
    ? "node"
    : "page";
}

/** Installs the packages besides this one that blocks import, as links to the tests' own. */
export function linkTools(folder) {
  const root = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
  for (const [name, path] of [
    ["ajv", "node_modules/ajv"],
    ...CONSUMERS.map((name) => [name, `tests/consumers/node_modules/${name}`]),
    // It has the types of Playwright's pages.
    ["@playwright/test", "node_modules/playwright-core"],
  ]) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(root(path), link);
  }
}

/** Compiles blocks, each of which was written to its `path`. Returns the errors by block. */
export function compile(blocks, folder) {
  const faults = new Map();
  for (const [platform, options] of Object.entries(PLATFORMS)) {
    const files = blocks.filter((block) => platformOf(block) === platform).map(({ path }) => path);
    if (files.length === 0) continue;
    const project = `tsconfig.${platform}.json`;
    const { ok, output } = compileProject(folder, project, { ...COMPILER_OPTIONS, ...options }, files);
    if (ok) continue;
    const guilty = blocks.filter(({ path }) => output.includes(`${path.slice(folder.length + 1)}(`));
    for (const block of guilty) faults.set(block, linesOf(output, block, folder));
    if (guilty.length === 0) faults.set(blocks[0], `tsc on ${platform}: ${output}`);
  }
  return faults;
}

/** Returns tsc's errors in a block, with the Markdown's lines. */
function linesOf(output, block, folder) {
  const own = `${block.path.slice(folder.length + 1)}(`;
  return output
    .split("\n")
    .filter((line) => line.startsWith(own))
    .map((line) => line.slice(own.length).replace(/^\d+/, (number) => `${block.line + Number(number)}`))
    .map((line) => `${titleOf(block)} (${line}`)
    .join("; ");
}

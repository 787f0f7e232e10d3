// Compiles and runs the fenced code blocks of the Markdown files:
//   node tests/snippets/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox --rust path/to/module.js
//                               [--case unknown] [--page errors]
//
// TypeScript is compiled strictly against the packed package, and cases/ run most of it against the sandbox. rust.mjs
// compiles Rust to WebAssembly before. JSON is parsed. A block that is neither compiled nor run fails; commands and
// pictures are exempt.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";
import * as pages from "./cases/index.mjs";
import { Environment } from "./environment.mjs";
import { blocksOf, files, ROOT, slugOf, titleOf } from "./markdown.mjs";
import { closeChromium } from "./page.mjs";
import * as typescript from "./typescript.mjs";

const args = readCommandLine({
  needed: ["tarball", "sandbox", "rust"],
  others: ["case", "page"],
});

const consumer = installTarball(args.tarball);
typescript.linkTools(consumer.folder);
const sandbox = await startSandbox(args.sandbox);
const rust = createRequire(import.meta.url)(args.rust);
const blocks = files().flatMap((file) => blocksOf(file));
for (const block of blocks.filter(({ language }) => typescript.LANGUAGES.includes(language))) write(block);

/** Languages that are not checked. */
const SHOWN = ["sh", "mermaid", ""];

/** The blocks that cases have used. */
const used = new Set();
const total = report();

for (const { page, cases } of Object.values(pages)) {
  if (args.page && !page.includes(args.page)) continue;
  const own = blocks.filter(({ file }) => file === page);
  const env = new Environment({
    blocks: own,
    page,
    consumer,
    flex: sandbox.baseURL,
    key: API_KEY,
    rust,
    used,
  });
  const chosen = Object.entries(cases).filter(([name]) => !args.case || name.includes(args.case));
  const results = [];
  for (const [name, run] of chosen) results.push(await resultOf(name, () => quietly(() => run(env))));
  if (results.length > 0) total.column(page, results);
}

if (!args.case && !args.page) {
  const faults = typescript.compile(
    blocks.filter(({ path }) => path !== undefined),
    consumer.folder,
  );
  const results = await Promise.all(
    blocks.map((block) => resultOf(titleOf(block), () => check(block, faults))),
  );
  total.column("blocks", results, 0);
  const runs = blocks.filter((block) => used.has(block)).length;
  console.log(`${blocks.length} blocks in ${files().length} files, of which cases use ${runs}`);
}
await closeChromium();
sandbox.stop();
process.exit(total.close());

/** Checks a block. Fails if it is neither compiled nor run. */
async function check(block, faults) {
  const { language, quotes, text } = block;
  if (faults.has(block)) throw new Error(faults.get(block));
  if (quotes !== undefined) {
    const source = readFileSync(join(ROOT, quotes), "utf8");
    if (!source.includes(text)) throw new Error(`${quotes} does not contain it verbatim`);
  } else if (language === "json") {
    JSON.parse(text);
  } else if (language === "jsonc") {
    JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ""));
  } else if (!SHOWN.includes(language) && !isCompiled(block) && !used.has(block)) {
    throw new Error("no case runs it and no compiler reads it");
  }
}

/** Returns true if a block is compiled, here or by rust.mjs. */
function isCompiled({ language, name, path }) {
  return (
    path !== undefined ||
    language === "rust" ||
    (language === "toml" && ["cargo", "dependencies"].includes(name))
  );
}

/** Writes a block as a file of the consumer: blocks of one page may import each other by name. */
function write(block) {
  const { file, line, language, name } = block;
  block.path = join(consumer.folder, slugOf(file), `${name ?? `line-${line}`}.${language}`);
  mkdirSync(dirname(block.path), { recursive: true });
  writeFileSync(block.path, block.text);
}

/** Runs a case without the output of its blocks: gateways log a line per request. */
async function quietly(run) {
  const { log, warn, error } = console;
  Object.assign(console, { log() {}, warn() {}, error() {} });
  try {
    return await run();
  } finally {
    Object.assign(console, { log, warn, error });
  }
}

async function resultOf(name, run) {
  const started = Date.now();
  try {
    await run();
    return { name, ok: true, ms: Date.now() - started };
  } catch (error) {
    return { name, ok: false, error: String(error?.stack ?? error), ms: Date.now() - started };
  }
}

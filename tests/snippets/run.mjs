// Every fenced block of every Markdown file, run or compiled or looked up:
//   node tests/snippets/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox --rust path/to/module.js
//                               --xtask path/to/xtask [--case unknown] [--page errors]
//
// TypeScript is compiled strictly against the packed package, and most of it is run by cases/, against the sandbox.
// Rust is compiled before, as WebAssembly (rust.mjs). JSON is parsed, commands are looked up (shell.mjs), and so are the
// files that a picture names, and the project's commands wherever a text names them (commands.mjs). What nobody runs or
// compiles fails, and so does a case of a block that is gone.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { report } from "../support/report.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";
import * as pages from "./cases/index.mjs";
import { Commands, textsWithCommands } from "./commands.mjs";
import { blocksOf, files, filesIn, ROOT, slugOf, titleOf } from "./markdown.mjs";
import { closeChromium } from "./page.mjs";
import * as shell from "./shell.mjs";
import * as typescript from "./typescript.mjs";
import { World } from "./world.mjs";

const args = readCommandLine({
  needed: ["tarball", "sandbox", "rust", "xtask"],
  others: ["case", "page"],
});

const consumer = installTarball(args.tarball);
const sandbox = await startSandbox(args.sandbox);
const rust = createRequire(import.meta.url)(args.rust);
const xtask = new Commands(args.xtask);
const blocks = files().flatMap((file) => blocksOf(file));
for (const block of blocks.filter(({ language }) => typescript.LANGUAGES.includes(language))) write(block);

if (!args.case && !args.page) shell.askWrangler(blocks);

/** The command lines that cases have run, and the blocks that they have used. */
const ran = new Set();
const used = new Set();
const total = report();

for (const { page, cases } of Object.values(pages)) {
  if (args.page && !page.includes(args.page)) continue;
  const own = blocks.filter(({ file }) => file === page);
  const world = new World({
    blocks: own,
    page,
    consumer,
    flex: sandbox.baseURL,
    key: API_KEY,
    rust,
    used,
    ran,
  });
  const chosen = Object.entries(cases).filter(([name]) => !args.case || name.includes(args.case));
  const results = [];
  for (const [name, run] of chosen) results.push(await resultOf(name, () => quietly(() => run(world))));
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
  const texts = textsWithCommands();
  const looked = texts.map((text) => resultOf(text.file, () => xtask.checkText(text)));
  total.column("commands", await Promise.all(looked), 0);
  const runs = blocks.filter((block) => used.has(block)).length;
  console.log(
    `${blocks.length} blocks in ${files().length} files, of which cases use ${runs}; ${texts.length} texts name commands`,
  );
}
await closeChromium();
sandbox.stop();
process.exit(total.close());

/** Fails if a block is not what it is to be, or nobody would notice. */
async function check(block, faults) {
  const { language, quotes, text } = block;
  if (faults.has(block)) throw new Error(faults.get(block));
  if (quotes !== undefined) {
    const source = readFileSync(join(ROOT, quotes), "utf8");
    if (!source.includes(text)) throw new Error(`${quotes} does not hold it word for word`);
  } else if (language === "json") {
    JSON.parse(text);
  } else if (language === "jsonc") {
    JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ""));
  } else if (language === "mermaid") {
    checkNames(text);
  } else if (shell.LANGUAGES.includes(language)) {
    await shell.checkShell(block, { xtask, ran });
  } else if (!isCompiled(block) && !used.has(block)) {
    throw new Error("nobody runs or compiles it; tests/snippets/run.mjs says what there is");
  }
}

/** Fails if a picture names a file or folder that is not there. */
function checkNames(text) {
  const paths = filesIn().map((path) => `/${path}`);
  const names = text.match(/[\w-]+(\/[\w-]+)*(\.(rs|ts|mjs|md)\b|\/(?=[<"\s]))/g) ?? [];
  if (names.length === 0) throw new Error("it names no file of the repository");
  for (const name of names) {
    const isThere = (path) => (name.endsWith("/") ? path.includes(`/${name}`) : path.endsWith(`/${name}`));
    if (!paths.some(isThere)) throw new Error(`there is no ${name}`);
  }
}

/** Whether it was compiled, here or before. */
function isCompiled({ language, name, path }) {
  return (
    path !== undefined ||
    language === "rust" ||
    (language === "toml" && ["cargo", "dependencies"].includes(name))
  );
}

/** Writes a block as a file of the consumer's: blocks of one page may import each other by their names. */
function write(block) {
  const { file, line, language, name } = block;
  block.path = join(consumer.folder, slugOf(file), `${name ?? `line-${line}`}.${language}`);
  mkdirSync(dirname(block.path), { recursive: true });
  writeFileSync(block.path, block.text);
}

/** Runs a case without what its blocks print: gateways log a line a request. */
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

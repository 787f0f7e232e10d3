// Output of `--save`: writes this run's plots and tables into the docs.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { toSvg } from "./plot.mjs";
import { toMarkdown } from "./table.mjs";

const DOCS = new URL("../../docs/", import.meta.url);
const PAGE = "performance.md";

/** Describes the machine of this run in a sentence. */
export function machine() {
  const [{ model }] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores of ${model.trim()}, ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}

/** Writes one comparison's plots, and its tables between its markers in the page. */
export async function save(name, result) {
  const folder = new URL("bench/", DOCS);
  mkdirSync(folder, { recursive: true });
  const parts = result.tables.map(toMarkdown);
  for (const plot of result.plots) {
    writeFileSync(new URL(`${plot.name}.svg`, folder), await toSvg(plot));
    parts.push(`![${plot.title}](bench/${plot.name}.svg)`);
  }
  between(name, parts.join("\n\n"), result.page);
}

/** Replaces the content between a comparison's markers in a page of the docs. */
export function between(name, content, file = PAGE) {
  const page = readFileSync(new URL(file, DOCS), "utf8");
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- /bench: ${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/${file} has no markers for ${name}`);
  writeFileSync(new URL(file, DOCS), `${page.slice(0, from + begin.length)}\n${content}\n${page.slice(to)}`);
}

// The fenced blocks of the repository's Markdown.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Folders of what is installed, built or found, and not written here. */
const NOT_OURS = new Set([
  ".git",
  "node_modules",
  "target",
  "dist",
  "generated",
  "corpus",
  "results",
  ".wrangler",
]);

/** Every file below a folder that is of the repository's own, by its path from the root. */
export function filesIn(folder = "") {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}

/** What commands write, and check: the package's README, of the root's, and reports of what it exports. */
const isWritten = (path) => path === "pkg/README.md" || /^pkg\/api\/\w+\.api\.md$/.test(path);

/** Every other Markdown file. */
export const files = () => filesIn().filter((path) => path.endsWith(".md") && !isWritten(path));

/**
 * The blocks of a file. A fence says the language and then, where there are several, the block's name:
 * "```ts unknown". `quotes` is a file that the block is a part of, word for word: "```rust quotes=src/lib.rs".
 */
export function blocksOf(file, text = readFileSync(join(ROOT, file), "utf8")) {
  const blocks = [];
  let open;
  for (const [index, line] of text.split("\n").entries()) {
    const [, indent, fence, info] = /^( *)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open && fence === undefined) {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    } else if (open && fence.startsWith(open.fence) && info.trim() === "") {
      const { lines, indent, fence, ...block } = open;
      blocks.push({ ...block, text: lines.map((text) => `${text}\n`).join("") });
      open = undefined;
    } else if (open) {
      open.lines.push(line);
    } else if (fence) {
      const [language = "", ...words] = info.trim().split(/\s+/);
      const quotes = words.find((word) => word.startsWith("quotes="))?.slice("quotes=".length);
      const name = words.find((word) => !word.includes("="));
      open = { file, line: index + 1, language, name, quotes, indent, fence, lines: [] };
    }
  }
  if (open) throw new Error(`${file}:${open.line}: the block has no end`);
  const [twice] = blocks.filter((block, index) => {
    const same = ({ language, name }) => name && language === block.language && name === block.name;
    return blocks.findIndex(same) < index && same(block);
  });
  if (twice) throw new Error(`${file}:${twice.line}: another block has this name`);
  return blocks;
}

/** What a block is called in reports. */
export const titleOf = ({ file, line, language, name }) =>
  `${file}:${line} (${[language || "no language", name].filter(Boolean).join(" ")})`;

/** A file's name as a part of other names: `docs/getting-started-web.md` is `getting_started_web`. */
export const slugOf = (file) =>
  file
    .replace(/^docs\//, "")
    .replace(/\.md$/, "")
    .replaceAll(/[^a-zA-Z0-9]+/g, "_")
    .toLowerCase();

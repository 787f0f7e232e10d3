// The fenced blocks of the repository's Markdown.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Folders of installed, built or generated files. */
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

/** Returns every source file below a folder, by its path from the root. */
export function filesIn(folder = "") {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Files that commands write and check: the package's README, and the reports of its types. */
const isWritten = (path) => path === "pkg/README.md" || /^pkg\/api\/\w+\.api\.md$/.test(path);

/** Returns every other Markdown file. */
export const files = () => filesIn().filter((path) => path.endsWith(".md") && !isWritten(path));

/**
 * Returns the blocks of a file. A fence has the language and, if there are several, the block's name: "```ts
 * unknown". `quotes` is a file that contains the block verbatim: "```rust quotes=src/lib.rs".
 */
export function blocksOf(file, source = readFileSync(join(ROOT, file), "utf8")) {
  const blocks = [];
  let open;
  for (const [index, line] of source.split("\n").entries()) {
    const [, indent, fence, info] = /^( *)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open && fence === undefined) {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    } else if (open && fence.startsWith(open.fence) && info.trim() === "") {
      const { lines, indent, fence, ...block } = open;
      blocks.push({ ...block, text: lines.map((line) => `${line}\n`).join("") });
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

/** Returns a block's title in reports. */
export const titleOf = ({ file, line, language, name }) =>
  `${file}:${line} (${[language || "no language", name].filter(Boolean).join(" ")})`;

/** Returns a file's name as a part of other names: `docs/getting-started-web.md` is `getting_started_web`. */
export const slugOf = (file) =>
  file
    .replace(/^docs\//, "")
    .replace(/\.md$/, "")
    .replaceAll(/[^a-zA-Z0-9]+/g, "_")
    .toLowerCase();

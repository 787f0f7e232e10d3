// Finds secrets and build paths in published files. secretlint knows the secrets of many services; Flex's and Svix's,
// and paths, are found here.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { tool } from "../consumers/driver/tools.mjs";
import { deepEqual, ok } from "../support/assert.js";

const CONSUMERS = fileURLToPath(new URL("../consumers/", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const SECRETS = {
  "a live key of Flex": /fsk_live_\w+/g,
  // Examples are shorter.
  "a key of Flex": /fsk_(?:test_)?[A-Za-z0-9]{12,}/g,
  "a secret of Svix": /whsec_[A-Za-z0-9+/]{20,}/g,
};

/** Folders that machines build in. After a letter or a host it is not a path of a machine. */
const BUILD_FOLDERS = /\/(?:home|Users|root|tmp|var|opt|mnt|srv|builds?|runner|workspace)\/[\w.-]+/g;
const DRIVES = /[A-Za-z]:\\(?:Users|a|work|actions-runner)\\/g;
const AFTER_A_WORD = /[\w./-]$/;

/** In a binary file strings follow each other without a separator. */
const BINARY = "binary\n";

/** Reads a folder's files by name; of a binary file the printable parts, after a marker. */
function contentsOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((item) => item.isFile());
  const contents = {};
  for (const item of files) {
    const path = join(item.parentPath ?? item.path, item.name);
    const bytes = readFileSync(path);
    const isBinary = bytes.includes(0);
    contents[relative(folder, path)] = isBinary
      ? BINARY + (bytes.toString("latin1").match(/[\x20-\x7e]{6,}/g) ?? []).join("\n")
      : bytes.toString("utf8");
  }
  return contents;
}

/** Returns the traces in one file's content. */
function tracesIn(content) {
  const found = Object.entries(SECRETS).flatMap(([kind, pattern]) =>
    (content.match(pattern) ?? []).map((secret) => `${kind}: ${secret}`),
  );
  const own = [ROOT, homedir(), process.env.CARGO_HOME].filter((path) => path && path.length > 1);
  const here = own.filter((path) => content.includes(path));
  const folders = [...content.matchAll(BUILD_FOLDERS), ...content.matchAll(DRIVES)]
    .filter(
      ({ index }) =>
        content.startsWith(BINARY) || !AFTER_A_WORD.test(content.slice(Math.max(0, index - 1), index)),
    )
    .map(([folder]) => folder);
  const paths = [...here, ...folders];
  return [...found, ...paths.map((path) => `a path: ${path}`)];
}

/** Runs secretlint, and returns its findings by file. `folder` is for temporary files. */
async function linted(contents, folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const [file, content] of Object.entries(contents)) {
    const path = join(folder, `${file}.txt`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const rules = join(folder, "rules.json");
  writeFileSync(rules, '{ "rules": [{ "id": "@secretlint/secretlint-rule-preset-recommend" }] }');
  const report = join(folder, "report.json");
  const options = ["--secretlintrc", rules, "--format", "json", "--output", report, "--no-gitignore"];
  // It exits with 1 after a finding.
  await tool("secretlint", [...options, join(folder, "**/*.txt")], { cwd: CONSUMERS }).catch((error) => {
    if (!/ended with 1/.test(error.message)) throw error;
  });
  const found = {};
  for (const { filePath, messages } of JSON.parse(readFileSync(report, "utf8"))) {
    const file = relative(folder, filePath).replace(/\.txt$/, "");
    found[file] = messages.map(({ message }) => message);
  }
  return found;
}

/** Checks that a published folder contains neither. */
export async function hasNoTraces(published, folder) {
  const contents = contentsOf(published);
  ok(Object.keys(contents).length > 50, "too few files were checked");
  const found = Object.entries(contents).flatMap(([file, content]) =>
    tracesIn(content).map((trace) => `${file} has ${trace}`),
  );
  const secrets = await linted(contents, folder);
  deepEqual(Object.keys(secrets).length, Object.keys(contents).length, "files that secretlint has read");
  for (const [file, messages] of Object.entries(secrets))
    found.push(...messages.map((message) => `${file} has ${message}`));
  deepEqual(found, [], "traces");
}

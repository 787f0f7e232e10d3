// What must not be in anything that is published: a secret, or where on whose machine it was built. secretlint knows what
// the secrets of many services look like; Flex's and Svix's own, and paths, are looked for here.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { tool } from "../consumers/driver/tools.mjs";
import { deepEqual, each, ok } from "../support/assert.js";

const CONSUMERS = fileURLToPath(new URL("../consumers/", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The example of Svix's own documentation, with which the signature is tested. */
const DOCUMENTED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS";

const SECRETS = {
  "a live key of Flex": /fsk_live_\w+/g,
  // Those of examples are shorter.
  "a key of Flex": /fsk_(?:test_)?[A-Za-z0-9]{12,}/g,
  "a secret of Svix": /whsec_[A-Za-z0-9+/]{20,}/g,
};

/** Folders that machines build in. In a text, what follows a letter or a host is no path of a machine. */
const PLACES = /\/(?:home|Users|root|tmp|var|opt|mnt|srv|builds?|runner|workspace)\/[\w.-]+/g;
const DRIVES = /[A-Za-z]:\\(?:Users|a|work|actions-runner)\\/g;
const AFTER_A_WORD = /[\w./-]$/;

/** In a binary file one text follows the other, with nothing between. */
const BINARY = "binary\n";

/** The texts of a folder's files, by their names; of a binary file what is printable, with a mark before it. */
function textsOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((item) => item.isFile());
  const texts = {};
  for (const item of files) {
    const path = join(item.parentPath ?? item.path, item.name);
    const bytes = readFileSync(path);
    const isBinary = bytes.includes(0);
    texts[relative(folder, path)] = isBinary
      ? BINARY + (bytes.toString("latin1").match(/[\x20-\x7e]{6,}/g) ?? []).join("\n")
      : bytes.toString("utf8");
  }
  return texts;
}

/** What is found in one text. */
function tracesIn(text) {
  const found = Object.entries(SECRETS).flatMap(([what, pattern]) =>
    (text.match(pattern) ?? [])
      .filter((secret) => secret !== DOCUMENTED)
      .map((secret) => `${what}: ${secret}`),
  );
  const own = [ROOT, homedir(), process.env.CARGO_HOME].filter((path) => path && path.length > 1);
  const here = own.filter((path) => text.includes(path));
  const places = [...text.matchAll(PLACES), ...text.matchAll(DRIVES)]
    .filter(
      ({ index }) => text.startsWith(BINARY) || !AFTER_A_WORD.test(text.slice(Math.max(0, index - 1), index)),
    )
    .map(([place]) => place);
  const paths = [...here, ...places];
  return [...found, ...paths.map((path) => `a path: ${path}`)];
}

/** What secretlint finds, by file. `folder` is a place to write the texts to. */
async function linted(texts, folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of Object.entries(texts)) {
    const path = join(folder, `${file}.txt`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const rules = join(folder, "rules.json");
  writeFileSync(rules, '{ "rules": [{ "id": "@secretlint/secretlint-rule-preset-recommend" }] }');
  const report = join(folder, "report.json");
  const options = ["--secretlintrc", rules, "--format", "json", "--output", report, "--no-gitignore"];
  // It ends with 1 where it has found something.
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

/** Checks that a folder of what is published has neither. */
export async function hasNoTraces(published, folder) {
  const texts = textsOf(published);
  ok(Object.keys(texts).length > 50, "hardly anything was looked at");
  const found = Object.entries(texts).flatMap(([file, text]) =>
    tracesIn(text).map((trace) => `${file} has ${trace}`),
  );
  const secrets = await linted(texts, folder);
  deepEqual(Object.keys(secrets).length, Object.keys(texts).length, "files that secretlint has read");
  for (const [file, messages] of Object.entries(secrets))
    found.push(...messages.map((message) => `${file} has ${message}`));
  deepEqual(found, [], "traces");
}

/** Checks that one of each kind would be found, in a text and in a module. */
export async function findsTraces(folder) {
  const letters = (count) =>
    randomBytes(3 * count)
      .toString("base64")
      .replaceAll(/[^A-Za-z0-9]/g, "")
      .slice(0, count);
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const planted = {
    live: `fsk_live_${letters(8)}`,
    test: `fsk_test_${letters(24)}`,
    svix: `whsec_${letters(32)}`,
    home: join(homedir(), ".cargo/registry/src/lib.rs"),
    other: "/home/runner/work/flex/src/lib.rs",
    windows: "C:\\Users\\somebody\\lib.rs",
  };
  await each(Object.entries(planted), async ([name, trace]) => {
    ok(tracesIn(`before "${trace}" after`).length > 0, `${name} in a text went unnoticed`);
    mkdirSync(join(folder, "planted"), { recursive: true });
    const module = Buffer.concat([Buffer.from([0, 97, 115, 109]), Buffer.from(trace), Buffer.from([0, 255])]);
    writeFileSync(join(folder, "planted/module.wasm"), module);
    const { "module.wasm": text } = textsOf(join(folder, "planted"));
    ok(tracesIn(text).length > 0, `${name} in a module went unnoticed`);
  });
  const secrets = {
    "key.js": privateKey,
    "npm.js": `const token = "npm_${letters(36)}";`,
    "github.js": `const token = "ghp_${letters(36)}";`,
    "clean.js": 'const token = "none";',
  };
  const found = await linted(secrets, join(folder, "secrets"));
  const caught = Object.keys(secrets).filter((file) => found[file].length > 0);
  deepEqual(caught, ["key.js", "npm.js", "github.js"], "secrets that secretlint finds");
}

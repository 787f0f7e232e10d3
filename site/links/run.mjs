// Checks every link of the repository's Markdown and of the built site, both API references with it:
//   node site/links/run.mjs [--base /flex-checkout/] [--external]
// Addresses of the repository on GitHub are looked up in the working tree. Other hosts are asked with --external only,
// which takes the network; without it their links have to be https, and their hosts known.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileBehind, ROOT } from "../repository.mjs";
import { readHtml, readMarkdown } from "./documents.mjs";
import { ask } from "./external.mjs";
import { HOSTS } from "./hosts.mjs";

/** Where the site is thought to be, to tell its links from those to other hosts. */
const SITE = "https://site.invalid";

const { values: args } = parseArgs({
  options: { base: { type: "string", default: "/" }, external: { type: "boolean", default: false } },
});
const dist = join(ROOT, "site/dist");
if (!existsSync(dist)) throw new Error("the site is not built: cargo xtask site --build");

const listing = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
const tracked = new Set(execFileSync("git", listing, { cwd: ROOT, encoding: "utf8" }).split("\0"));
const pages = readdirSync(dist, { recursive: true }).filter((file) => file.endsWith(".html"));
const documents = new Map([
  ...[...tracked]
    .filter((file) => file.endsWith(".md") && existsSync(join(ROOT, file)))
    .map((file) => [file, readMarkdown(readFileSync(join(ROOT, file), "utf8"))]),
  ...pages.map((file) => [`site/dist/${file}`, readHtml(readFileSync(join(dist, file), "utf8"))]),
]);

const external = new Map();
const broken = [];
let checked = 0;
for (const [file, { links }] of documents) {
  for (const link of links) {
    checked += 1;
    const wrong = file.startsWith("site/dist/") ? wrongInSite(link, file) : wrongInRepository(link, file);
    if (wrong) broken.push(`${file}: ${link}: ${wrong}`);
  }
}
for (const file of tracked) {
  if (!/\.(rs|ts|tsx|js|mjs|cts)$/.test(file) || !existsSync(join(ROOT, file))) continue;
  for (const [link, wrong] of wrongInComments(file)) {
    checked += 1;
    if (wrong) broken.push(`${file}: ${link}: ${wrong}`);
  }
}
const hosts = new Set([...external.keys()].map((link) => new URL(link).host));
if (args.external) broken.push(...(await ask(external)));

for (const line of broken) console.log(`FAIL ${line}`);
console.log(
  `links: ${checked} of ${documents.size} documents, ${external.size} of them to ${hosts.size} other hosts` +
    `${args.external ? ", asked" : ""}; ${broken.length} broken`,
);
process.exit(broken.length === 0 && checked > 0 ? 0 : 1);

/** What is wrong with a file's links in comments. What is reserved for examples stands for itself. */
function wrongInComments(file) {
  const text = readFileSync(join(ROOT, file), "utf8");
  const found = [];
  for (const [, comment] of text.matchAll(/^ *(?:\/\/|\*|\/\*\*)(.*)$/gm)) {
    for (const [link] of comment.matchAll(/https?:\/\/[^\s"'`<>()]*[^\s"'`<>().,:;]/g)) {
      if (/^https?:\/\/([^/]*\.example|localhost|127\.0\.0\.1|api\.withflex\.com)([:/]|$)/.test(link))
        continue;
      found.push([link, wrongInRepository(link, file)]);
    }
  }
  return found;
}

/** What is wrong with a link of a Markdown file. */
function wrongInRepository(link, from) {
  const [path, fragment] = parts(link);
  if (path === "") return wrongAnchor(from, fragment);
  const file = fileBehind(path, from);
  if (file === undefined) return wrongOutside(link, from);
  return wrongFile(file, fragment);
}

/** What is wrong with a link of a page of the site. */
function wrongInSite(link, from) {
  const place = from.slice("site/dist/".length);
  const url =
    URL.parse?.(link, `${SITE}${args.base}${place}`) ?? new URL(link, `${SITE}${args.base}${place}`);
  if (url.origin !== SITE) {
    const [path, fragment] = parts(link);
    const file = fileBehind(path, "");
    return file === undefined ? wrongOutside(link, from) : wrongFile(file, fragment);
  }
  if (!url.pathname.startsWith(args.base)) return `it leads out of ${args.base}`;
  const path = decodeURIComponent(url.pathname.slice(args.base.length));
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  const at = join(dist, file);
  if (!existsSync(at) || !statSync(at).isFile()) return "the site has no such page";
  return wrongAnchor(`site/dist/${file}`, url.hash.slice(1));
}

function wrongFile(file, fragment) {
  const isFolder = [...tracked].some((name) => name.startsWith(`${file}/`));
  if (!tracked.has(file) && !isFolder && file !== "") return "the repository has no such file";
  return wrongAnchor(isFolder ? `${file}/README.md` : file, fragment);
}

function wrongAnchor(file, fragment) {
  // rustdoc's script shows lines of the source by it.
  if (!fragment || /\.rs\.html$/.test(file)) return undefined;
  const anchors = documents.get(file)?.anchors;
  return anchors?.has(decodeURIComponent(fragment)) || anchors?.has(fragment)
    ? undefined
    : `${file} has no such heading or anchor`;
}

function wrongOutside(link, from) {
  if (/^(mailto|data|javascript):/.test(link)) return undefined;
  // What the reader has started.
  if (/^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/.test(link)) return undefined;
  if (!link.startsWith("https://")) return "it is not https";
  const url = new URL(link);
  if (!external.has(url.href)) external.set(url.href, from);
  return HOSTS.includes(url.host) ? undefined : `site/links/hosts.mjs does not have ${url.host}`;
}

/** A link's path and fragment. */
function parts(link) {
  const [path, fragment] = link.split("#");
  return [decodeURIComponent(path.replace(/\?.*$/, "")), fragment];
}

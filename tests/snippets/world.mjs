// What a page's cases run its blocks with.

import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { seed } from "../support/control.js";

/** Where the blocks call, and what the sandbox gets instead. */
export const FLEX = "https://api.withflex.com";

const { fetch } = globalThis;

/** Where else blocks call, and what gets it instead, with which headers more. */
const routes = new Map();

globalThis.fetch = (url, init) => {
  for (const [from, { to, headers }] of routes)
    if (String(url).startsWith(from)) {
      const all = new Headers(init?.headers);
      for (const [name, value] of Object.entries(headers)) all.set(name, value);
      return fetch(String(url).replace(from, to), { ...init, headers: all });
    }
  return fetch(url, init);
};

export class World {
  #blocks;
  #used;
  #ran;

  constructor({ blocks, page, consumer, flex, key, rust, used, ran }) {
    this.#blocks = blocks;
    this.#used = used;
    this.#ran = ran;
    this.page = page;
    this.consumer = consumer;
    this.flex = flex;
    /** A key that the sandbox takes. */
    this.key = key;
    /** What rust/lib.rs exports. */
    this.rust = rust;
    this.route(FLEX, flex);
  }

  /** From now on, what blocks send to an address from this process arrives elsewhere. */
  route(from, to, headers = {}) {
    routes.set(from, { to, headers });
  }

  #block(language, name) {
    const block = this.#blocks.find((block) => block.language === language && block.name === name);
    if (!block) throw new Error(`${this.page} has no block \`${language} ${name}\``);
    this.#used.add(block);
    return block;
  }

  /** A block's text. */
  text(language, name) {
    return this.#block(language, name).text;
  }

  /** The file of a TypeScript block. */
  file(name) {
    return this.#block("ts", name).path;
  }

  /** What a TypeScript block exports, in this process: a fresh module each time. */
  async module(name) {
    const outfile = join(mkdtempSync(join(this.consumer.folder, "module-")), `${name}.mjs`);
    const entryPoints = [this.file(name)];
    await build({
      entryPoints,
      outfile,
      bundle: true,
      packages: "external",
      format: "esm",
      logLevel: "warning",
    });
    return import(pathToFileURL(outfile));
  }

  /** The package itself, by one of the files that installTarball makes. */
  package(file = "import.mjs") {
    return import(pathToFileURL(join(this.consumer.folder, file)));
  }

  /** Writes a block that is no TypeScript as a file. */
  write(language, name, path) {
    writeFileSync(path, this.text(language, name));
  }

  /** A session of the sandbox's, made for one case. */
  session(kind = "hold_expiring", wishes) {
    return seed(this.flex, kind, wishes);
  }

  /** Fails unless the sandbox placed so many holds, the last of them these. */
  async holds(session, number, intents) {
    const { holds_placed, payment_intents } = await session.entry();
    if (holds_placed !== number)
      throw new Error(`the sandbox placed ${holds_placed} holds, and not ${number}`);
    if (intents && String(intents) !== String(payment_intents))
      throw new Error(`${intents} is not what the sandbox has: ${payment_intents}`);
  }

  /**
   * Does what the `curl` lines of a shell block say, by fetch: not every machine has curl. `variables` are the shell's.
   * Gives the last answer.
   */
  async curl(name, variables = {}) {
    let answer;
    for (const line of this.text("sh", name).replaceAll("\\\n", " ").split("\n")) {
      if (!line.startsWith("curl ")) continue;
      const words = Array.from(
        line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
        ([, double, single, plain]) =>
          (double ?? plain)?.replaceAll(
            /\$(\w+)/g,
            (_, name) => variables[name] ?? fail(`no variable ${name}`),
          ) ?? single,
      );
      const [url, init] = request(words.slice(1));
      answer = await globalThis.fetch(url, init);
      this.#ran.add(line.trim());
    }
    return answer ?? fail(`${name} has no line of curl`);
  }
}

/** What curl would send, of the options that are used here. */
function request(words) {
  const init = { method: undefined, headers: {} };
  let url;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === "-X") init.method = words[++at];
    else if (word === "-H") {
      const [name, value] = words[++at].split(/:\s*(.*)/s);
      init.headers[name] = value;
    } else if (word === "-d") init.body = words[++at];
    else if (/^https?:/.test(word)) url = word;
    else fail(`nobody knows curl's ${word}`);
  }
  return [url, { ...init, method: init.method ?? (init.body === undefined ? "GET" : "POST") }];
}

function fail(sentence) {
  throw new Error(sentence);
}

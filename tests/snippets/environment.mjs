// The environment in which a page's cases run its blocks.

import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { seed } from "../support/control.js";

/** Flex's address in blocks, which is routed to the sandbox. */
export const FLEX = "https://api.withflex.com";

const { fetch } = globalThis;

/** Further routes: addresses in blocks, their targets, and additional headers. */
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

export class Environment {
  #blocks;
  #used;

  constructor({ blocks, page, consumer, flex, key, rust, used }) {
    this.#blocks = blocks;
    this.#used = used;
    this.page = page;
    this.consumer = consumer;
    this.flex = flex;
    /** A key that the sandbox accepts. */
    this.key = key;
    /** The exports of rust/lib.rs. */
    this.rust = rust;
    this.route(FLEX, flex);
  }

  /** Routes requests of this process from one address to another. */
  route(from, to, headers = {}) {
    routes.set(from, { to, headers });
  }

  #block(language, name) {
    const block = this.#blocks.find((block) => block.language === language && block.name === name);
    if (!block) throw new Error(`${this.page} has no block \`${language} ${name}\``);
    this.#used.add(block);
    return block;
  }

  /** Returns a block's text. */
  text(language, name) {
    return this.#block(language, name).text;
  }

  /** Returns the file of a TypeScript block. */
  file(name) {
    return this.#block("ts", name).path;
  }

  /** Imports a TypeScript block, as a new module each time. */
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

  /** Imports the package, by one of the files that installTarball writes. */
  package(file = "import.mjs") {
    return import(pathToFileURL(join(this.consumer.folder, file)));
  }

  /** Writes a block that is not TypeScript to a file. */
  write(language, name, path) {
    writeFileSync(path, this.text(language, name));
  }

  /** Seeds a session for one case. */
  session(kind = "hold_expiring", wishes) {
    return seed(this.flex, kind, wishes);
  }

  /** Checks the number of holds that the sandbox placed, and the last payment intents. */
  async holds(session, number, intents) {
    const { holds_placed, payment_intents } = await session.entry();
    if (holds_placed !== number)
      throw new Error(`the sandbox placed ${holds_placed} holds, and not ${number}`);
    if (intents && String(intents) !== String(payment_intents))
      throw new Error(`${intents} is not what the sandbox has: ${payment_intents}`);
  }

  /**
   * Runs the `curl` lines of a shell block by fetch: not every machine has curl. `variables` are the shell's. Returns
   * the last response.
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
    }
    return answer ?? fail(`${name} has no line of curl`);
  }
}

/** Returns the request that curl would send, for the options that are used here. */
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
    else fail(`curl's ${word} is not supported here`);
  }
  return [url, { ...init, method: init.method ?? (init.body === undefined ? "GET" : "POST") }];
}

function fail(sentence) {
  throw new Error(sentence);
}

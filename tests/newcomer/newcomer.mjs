// Somebody who types commands, pastes blocks of the README, and looks at the clock.

import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { execute, serverOf } from "../consumers/driver/tools.mjs";
import { blocksOf } from "../snippets/markdown.mjs";
import { seed } from "../support/control.js";
import * as programs from "../support/programs.mjs";
import { API_KEY } from "../support/sandbox.mjs";

const blocks = blocksOf("README.md");

// npm itself by Node 24, as wrangler and Cloudflare's template want 22 at least.
const npm = realpathSync(execFileSync("which", ["npm"], { encoding: "utf8" }).trim());
const NPM = { npm, npx: join(dirname(npm), basename(npm).replace("npm", "npx")) };

export class Newcomer {
  #seconds = [];
  #servers = [];
  #cache;

  constructor({ folder, tarball, flex }) {
    this.folder = folder;
    this.#cache = join(folder, ".npm");
    this.tarball = resolve(tarball);
    this.flex = flex;
    this.key = API_KEY;
  }

  /** Does something, and prints what it was and how long it took. */
  async step(what, action) {
    const started = performance.now();
    const done = await action();
    const seconds = (performance.now() - started) / 1000;
    this.#seconds.push(seconds);
    console.log(`  ${seconds.toFixed(1).padStart(6)} s  ${what}`);
    return done;
  }

  /** Goes on in a folder below. */
  enter(folder) {
    this.folder = join(this.folder, folder);
  }

  /** Types a command of npm's, and waits for its end. */
  run(line) {
    const [program, ...words] = line.split(" ");
    return this.step(line.replace(this.tarball, basename(this.tarball)), () =>
      execute(programs.node(24), [NPM[program], ...words], this.#terminal()),
    );
  }

  /** Types a command that serves until its terminal is shut. Gives its address. */
  async serve(line) {
    const [program, ...words] = line.split(" ");
    const { origin, stop } = await this.step(line, () =>
      serverOf(programs.node(24), [NPM[program], ...words], this.#terminal()),
    );
    this.#servers.push(stop);
    return origin;
  }

  /** Where commands are typed. npm has not downloaded anything before. */
  #terminal() {
    return { cwd: this.folder, env: { npm_config_cache: this.#cache } };
  }

  /** Pastes a block of the README. `edits` are what has to be changed in it, each a text that it has and another. */
  paste(name, file, edits = []) {
    const edited = edits.map(([, to]) => `, edit: ${to}`).join("");
    return this.step(`paste the README's block \`ts ${name}\` into ${file}${edited}`, () => {
      const block = blocks.find((block) => block.language === "ts" && block.name === name);
      if (!block) throw new Error(`README.md has no block \`ts ${name}\``);
      let { text } = block;
      for (const [from, to] of edits) {
        if (!text.includes(from)) throw new Error(`the block \`ts ${name}\` has no ${from}`);
        text = text.replace(from, to);
      }
      this.#write(file, text);
    });
  }

  /** Writes lines that stand in no README. */
  write(file, text) {
    const lines = text.trim().split("\n").length;
    return this.step(`write ${file}, of ${lines} lines`, () => this.#write(file, text));
  }

  #write(file, text) {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** A session whose hold is about to expire. */
  session() {
    return seed(this.flex, "hold_expiring");
  }

  seconds() {
    return this.#seconds.reduce((sum, seconds) => sum + seconds, 0);
  }

  /** Shuts the terminals. */
  leave() {
    for (const stop of this.#servers) stop();
  }
}

/** Fails unless the session was renewed once, and this is its new payment intent. */
export async function isRenewed(session, paymentIntent) {
  const { holds_placed, payment_intents } = await session.entry();
  if (holds_placed !== 1) throw new Error(`the sandbox placed ${holds_placed} holds`);
  if (paymentIntent !== payment_intents[0])
    throw new Error(`${JSON.stringify(paymentIntent)} is not ${payment_intents[0]}`);
}

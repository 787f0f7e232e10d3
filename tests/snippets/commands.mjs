// The project's own commands, `cargo xtask …`: each that a text names is one that there is.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ok } from "../support/assert.js";
import { files, filesIn, ROOT } from "./markdown.mjs";

/** The commands of a line, each as its words: those of `$(…)` too. A quoted text is a word, without its quotes. */
export function commandsOf(line) {
  const inner = Array.from(line.matchAll(/\$\(([^)]*)\)/g), ([, text]) => commandsOf(text)).flat();
  const commands = [[]];
  for (const [, double, single, comment, end, plain] of line.matchAll(
    /"([^"]*)"|'([^']*)'|(?:^|(?<=\s))(#.*)$|([;|&]+)|((?:[^\s"';|&]|"[^"]*")+)/g,
  )) {
    if (comment !== undefined) break;
    if (end !== undefined) commands.push([]);
    else commands.at(-1).push(double ?? single ?? plain);
  }
  return [...commands.filter((words) => words.length > 0), ...inner];
}

/** Where the names come from that the usage leaves to the reader. */
const NAMED_BY = {
  bench: ["bench/comparisons", ".mjs"],
  fuzz: ["fuzz/fuzz_targets", ".rs"],
};

export class Commands {
  #usage;
  #suites;

  /** Asks the program itself, which is given by its path. */
  constructor(program) {
    const { usage, suites } = JSON.parse(execFileSync(program, ["help", "--json"], { encoding: "utf8" }));
    this.#usage = usage;
    this.#suites = suites;
  }

  /** Fails with a sentence if there is no such command, or it has no such option or suite. */
  check([command, ...words]) {
    if (command === undefined) return;
    const usage = this.#usage[command];
    ok(usage !== undefined, `there is no \`cargo xtask ${command}\``);
    for (const option of words.filter((word) => word.startsWith("--"))) {
      const has = usage.some((line) => new RegExp(`${option}(?![\\w-])`).test(line));
      ok(has, `\`cargo xtask ${command}\` has no option ${option}`);
    }
    // What the usage writes in capitals is the reader's to name.
    if (/^\S+ \[?[A-Z]+\]?( |$)/.test(usage[0])) return;
    const forms = usage.map((line) => line.split("  ")[0]).filter((form) => form.startsWith(command));
    const known = command === "test" ? this.#suites : sources(...(NAMED_BY[command] ?? []));
    for (const name of words.filter((word, at) => !/^[-\d]/.test(word) && !words[at - 1]?.startsWith("--"))) {
      const isKnown = known.includes(name) || forms.some((form) => form.split(/\W+/).includes(name));
      ok(isKnown, `\`cargo xtask ${command}\` knows no ${name}`);
    }
  }

  /** Fails with a sentence if a text names what there is not, in its blocks or outside of them. */
  checkText({ commands }) {
    for (const command of commands)
      for (const [program, task, ...words] of commandsOf(command))
        if (program === "cargo" && task === "xtask") this.check(words);
  }
}

/** The files that name commands, with these: Markdown, and what GitHub shows and runs. */
export function textsWithCommands() {
  const github = filesIn(".github").filter((file) => file.endsWith(".yml"));
  const texts = [...files(), ...github].map((file) => ({ file, commands: commandsIn(file) }));
  const found = texts.filter(({ commands }) => commands.length > 0);
  ok(found.length > 0, "no text names a command");
  return found;
}

/** The commands in a file, each up to what ends it there: the mark before it, or the line. */
function commandsIn(file) {
  const text = readFileSync(join(ROOT, file), "utf8");
  return Array.from(text.matchAll(/([`"]?)(?:[A-Z_]+=\S+ )*\bcargo\s+xtask\b([^\n]*)/g), ([, mark, rest]) => {
    const end = mark === "" ? -1 : rest.indexOf(mark);
    return `cargo xtask${end < 0 ? rest : rest.slice(0, end)}`;
  });
}

function sources(folder, extension) {
  if (folder === undefined) return [];
  const names = filesIn(folder).filter((file) => file.endsWith(extension));
  ok(names.length > 0, `there is nothing in ${folder}`);
  return names.map((file) => file.slice(folder.length + 1, -extension.length));
}

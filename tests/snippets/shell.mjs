// Commands in shell blocks: each is one that is known to be there, with options that it has.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tool, versionOf } from "../consumers/driver/tools.mjs";
import { commandsOf } from "./commands.mjs";
import { filesIn, ROOT } from "./markdown.mjs";

export const LANGUAGES = ["sh", "bash", "shell", "console"];

const read = (path) => readFileSync(join(ROOT, path), "utf8");
const manifest = (path) => JSON.parse(read(join(path, "package.json")));

/** Folders with a package.json, whose packages a reader may be told to install. */
const PROJECTS = [".", "tests/consumers", "tests/page"];

/** What may be written of packages: the project's own, and what some lock file pins. */
const packages = new Set(
  PROJECTS.filter((path) => existsSync(join(ROOT, path, "package.json"))).flatMap((path) => {
    const { dependencies = {}, devDependencies = {} } = manifest(path);
    return ["flex-checkout", ...Object.keys(dependencies), ...Object.keys(devDependencies)];
  }),
);
const crates = new Set([
  "flex-checkout",
  ...Array.from(read("Cargo.lock").matchAll(/^name = "(.*)"$/gm), ([, name]) => name),
]);

/** Where the blocks of a file have come to: one goes on where the one before it ended. */
const places = new Map();

/**
 * Fails with a sentence if a block has a command that nobody knows. `xtask` are the project's own commands, and
 * `ran` those that cases have run.
 */
export function checkShell(block, { xtask, ran }) {
  const { file } = block;
  const folder = dirname(file) === "docs" ? "." : dirname(file);
  const before = places.get(file) ?? {
    place: { folder, made: new Set(), ran, xtask },
    checked: Promise.resolve(),
  };
  const checked = before.checked.then(() => checkLines(block, before.place));
  places.set(file, { place: before.place, checked: checked.catch(() => {}) });
  return checked;
}

async function checkLines({ text }, place) {
  for (const line of text.replaceAll("\\\n", " ").split("\n"))
    for (const words of commandsOf(line)) {
      while (/^[A-Z_]+=/.test(words[0] ?? "")) words.shift();
      if (words.length > 0) await checkCommand(words, place, line.trim());
    }
}

async function checkCommand([program, ...words], place, line) {
  const known = Object.hasOwn(PROGRAMS, program) && PROGRAMS[program];
  expect(known, `nobody knows the program of \`${line}\``);
  await known(words, place, line);
}

const PROGRAMS = {
  cd([to], place) {
    if (place.made.has(to)) place.folder = undefined;
    else {
      expect(
        place.folder !== undefined && existsSync(join(ROOT, place.folder, to)),
        `there is no folder ${to}`,
      );
      place.folder = join(place.folder, to);
    }
  },
  cargo([command, ...words], place, line) {
    const act = {
      xtask: () => place.xtask.check(words),
      run: () => {
        const folder = words[words.indexOf("-p") + 1];
        expect(existsSync(join(ROOT, folder, "Cargo.toml")), `there is no package ${folder}`);
      },
      add: () => {
        const [crate] = words.filter((word) => !word.startsWith("-"));
        expect(crates.has(crate.split("@")[0]), `nobody builds with the crate ${crate}`);
      },
      new: () => place.made.add(words.at(-1)),
      build: () => checkOptions(words, ["--release", "--target", "wasm32-unknown-unknown"]),
      doc: () => checkOptions(words, ["--open", "--target", "wasm32-unknown-unknown"]),
    };
    expect(Object.hasOwn(act, command), `nobody knows \`${line}\``);
    act[command]();
  },
  rustup(words, _, line) {
    expect(words.join(" ") === "target add wasm32-unknown-unknown", `nobody knows \`${line}\``);
  },
  npm([command, ...words], place, line) {
    const names = words.filter((word) => !word.startsWith("-"));
    if (command === "create") {
      expect(/^vite(@|$)/.test(names[0]), `nobody knows \`${line}\``);
      place.made.add(names[1]);
    } else if (["install", "i", "add"].includes(command)) {
      for (const name of names) expect(isPackage(name), `nobody installs ${name}`);
      expect(names.length > 0 || hasManifest(place), `\`${line}\`: there is no package.json`);
    } else if (command === "ci") {
      expect(hasManifest(place), `\`${line}\`: there is no package.json`);
    } else if (["run", "start", "test"].includes(command)) {
      if (place.folder === undefined) return;
      const script = command === "run" ? names[0] : command;
      expect(hasManifest(place) && manifest(place.folder).scripts?.[script], `there is no script ${script}`);
    } else {
      throw new Error(`nobody knows \`${line}\``);
    }
  },
  async npx(words, _place, line) {
    const [named, ...rest] = words.filter((word) => word !== "--yes");
    const [, name, version] = /^(@?[^@]+)(?:@(.+))?$/.exec(named);
    expect(packages.has(name), `nobody knows the tool of \`${line}\``);
    if (name !== "wrangler") return;
    expect(
      version === undefined || version === versionOf(name),
      `${named} is not ${versionOf(name)}, which is tested`,
    );
    await checkWrangler(rest, line);
  },
  curl(words, place, line) {
    // What the examples serve is asked for by their own suite: here it is looked up in their sources.
    if (!place.folder?.startsWith("examples/"))
      return expect(place.ran.has(line), `no case runs \`${line}\``);
    const { pathname } = new URL(words.find((word) => /^https?:/.test(word)));
    const named = pathname
      .split("/")
      .filter((segment) => /^[a-z]/.test(segment) && !segment.startsWith("fcs_"));
    const known = [...sourcesIn(place.folder), "/v1/checkout/sessions reauth"];
    for (const segment of named)
      expect(
        known.some((text) => text.includes(segment)),
        `nothing in ${place.folder} serves ${segment}`,
      );
  },
  export(words, { folder }) {
    for (const [name] of words.map((word) => word.split("=")))
      expect(
        folder === undefined || sourcesIn(folder).some((text) => text.includes(name)),
        `nobody reads ${name}`,
      );
  },
  deno: ([command, ...words], { folder }, line) => {
    expect(["add", "install", "run", "serve", "task"].includes(command), `nobody knows \`${line}\``);
    if (command === "task") {
      const { tasks } = JSON.parse(read(join(folder, "deno.json")));
      const task = words.find((word) => !word.startsWith("-"));
      expect(tasks[task], `there is no task ${task}`);
    }
    if (command === "add")
      for (const name of words) expect(isPackage(name.replace(/^npm:/, "")), `nobody installs ${name}`);
  },
  bun: ([command, ...words], _, line) => {
    expect(["add", "run"].includes(command), `nobody knows \`${line}\``);
    if (command === "add") for (const name of words) expect(isPackage(name), `nobody installs ${name}`);
  },
  git([command, url], place, line) {
    const repository = manifest("pkg").repository.url.replace(/^git\+|\.git$/g, "");
    expect(command === "clone" && url.replace(/\.git$/, "") === repository, `nobody knows \`${line}\``);
    place.made.add("flex-checkout");
  },
  trunk(words, { folder }, line) {
    expect(words.join(" ") === "serve", `nobody knows \`${line}\``);
    expect(existsSync(join(ROOT, folder, "Trunk.toml")), `there is no Trunk.toml in ${folder}`);
  },
  cp([from], { folder }) {
    expect(folder === undefined || existsSync(join(ROOT, folder, from)), `there is no ${from}`);
  },
  openssl(words, _, line) {
    expect(/^rand -(hex|base64) \d+$/.test(words.join(" ")), `nobody knows \`${line}\``);
  },
};

/** The texts of a folder's files, without its Markdown. */
const sourcesIn = (folder) =>
  filesIn(folder)
    .filter((file) => !file.endsWith(".md"))
    .map(read);

function checkOptions(words, known) {
  for (const word of words) expect(known.includes(word), `nobody knows the option ${word}`);
}

/** What wrangler itself says of each subcommand, by the subcommand. */
const helps = new Map();

/** Asks wrangler about its commands, one after the other, as something else to do while cases wait. */
export async function askWrangler(blocks) {
  for (const { language, text } of blocks)
    if (LANGUAGES.includes(language))
      for (const [, words] of text.matchAll(/^npx wrangler\S* (.*)$/gm))
        await helpOf(commandOf(commandsOf(words)[0]));
}

function helpOf(command) {
  if (!helps.has(command)) {
    const help = tool("wrangler", [...command.split(" "), "--help"]).catch((error) => `${error}`);
    helps.set(command, help);
  }
  return helps.get(command);
}

/** The subcommand that words begin with: `d1 migrations apply`. */
function commandOf(words) {
  const end = words.findIndex((word) => !/^[a-z][a-z0-9-]*$/.test(word));
  const plain = end < 0 ? words : words.slice(0, end);
  const [group, second] = plain;
  const isGroup = ["queues", "d1", "secret", "versions", "deployments", "kv", "r2"].includes(group);
  const depth = isGroup ? 2 + Number(["consumer", "migrations"].includes(second)) : 1;
  return plain.slice(0, depth).join(" ");
}

async function checkWrangler(words, line) {
  const command = commandOf(words);
  const help = await helpOf(command);
  // What it does not know it answers with the help of what it does.
  expect(help.includes(`wrangler ${command}`), `wrangler knows no \`${command}\``);
  for (const option of words.filter((word) => word.startsWith("--")))
    expect(help.includes(option.split("=")[0]), `\`${line}\`: wrangler ${command} has no ${option}`);
}

const isPackage = (name) => packages.has(name.replace(/(.)@.*$/, "$1"));
const hasManifest = ({ folder }) => folder === undefined || existsSync(join(ROOT, folder, "package.json"));

function expect(holds, sentence) {
  if (!holds) throw new Error(sentence);
}

// Commands in shell blocks: each is one that is known to be there, with options that it has.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tool, versionOf } from "../consumers/driver/tools.mjs";
import { ROOT } from "./markdown.mjs";

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

/** The usage of `cargo xtask` by command, and the names of its suites. */
let xtask;

/** Fails with a sentence if a block has a command that nobody knows. `ran` are commands that cases have run. */
export async function checkShell({ file, text }, { commands, ran }) {
  xtask = commands;
  const folder = dirname(file) === "docs" ? "." : dirname(file);
  const place = { folder, made: new Set(), ran };
  for (const line of text.replaceAll("\\\n", " ").split("\n")) {
    for (const command of line.replace(/(^|\s)#.*$/, "").split(/&&|\||;/)) {
      const words = Array.from(command.matchAll(/"[^"]*"|'[^']*'|[^\s"']+(?:"[^"]*")?/g), ([word]) => word);
      while (/^[A-Z_]+=/.test(words[0] ?? "")) words.shift();
      if (words.length > 0) await checkCommand(words, place, line.trim());
    }
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
      xtask: () => checkXtask(words),
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
  async curl(_words, { ran }, line) {
    expect(ran.has(line), `no case runs \`${line}\``);
  },
  deno: ([command, ...words], _, line) => {
    expect(["add", "run", "serve"].includes(command), `nobody knows \`${line}\``);
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
  cp([from], { folder }) {
    expect(folder === undefined || existsSync(join(ROOT, folder, from)), `there is no ${from}`);
  },
  openssl(words, _, line) {
    expect(/^rand -(hex|base64) \d+$/.test(words.join(" ")), `nobody knows \`${line}\``);
  },
};

function checkXtask([command, ...words]) {
  const usage = xtask.usage[command];
  expect(usage !== undefined, `there is no \`cargo xtask ${command}\``);
  const options = words.filter((word) => word.startsWith("--"));
  for (const option of options) {
    const has = usage.some((line) => new RegExp(`${option}(?![\\w-])`).test(line));
    expect(has, `\`cargo xtask ${command}\` has no option ${option}`);
  }
  const names = words.filter((word, at) => !/^[-\d]/.test(word) && !words[at - 1]?.startsWith("--"));
  const kinds = {
    test: () => xtask.suites,
    bench: () => ["bytes", ...usage.join(" ").split(/\W+/), ...sources("bench/comparisons", ".mjs")],
    fuzz: () => sources("fuzz/fuzz_targets", ".rs"),
  };
  for (const name of names) {
    const known = kinds[command]?.() ?? [];
    const isKnown = known.includes(name) || usage.some((line) => line.includes(name));
    expect(isKnown, `\`cargo xtask ${command}\` knows no ${name}`);
  }
}

function sources(folder, extension) {
  const names = xtask.files.filter((file) => file.startsWith(`${folder}/`) && file.endsWith(extension));
  expect(names.length > 0, `there is nothing in ${folder}`);
  return names.map((file) => file.slice(folder.length + 1, -extension.length));
}

function checkOptions(words, known) {
  for (const word of words) expect(known.includes(word), `nobody knows the option ${word}`);
}

/** Asks wrangler itself for the help of each subcommand, once. */
const asked = new Map();
async function checkWrangler(words, line) {
  const end = words.findIndex((word) => !/^[a-z][a-z0-9-]*$/.test(word));
  const plain = end < 0 ? words : words.slice(0, end);
  const [group] = plain;
  const takesTwo = ["queues", "d1", "secret", "versions", "deployments", "kv", "r2"].includes(group);
  const command = plain
    .slice(0, takesTwo ? (group === "queues" && plain[1] === "consumer" ? 3 : 2) : 1)
    .join(" ");
  if (!asked.has(command)) asked.set(command, tool("wrangler", [...command.split(" "), "--help"]));
  const help = await asked.get(command).catch((error) => `${error}`);
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

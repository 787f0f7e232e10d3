// Every runtime by its name on the command line, with a function that returns its columns for a suite and an entry of
// the package.

import { launchChromium, launchFirefox } from "../browsers/playwright.mjs";
import { launchWebkit } from "../browsers/webkit.mjs";
import * as programs from "../programs.mjs";
import * as child from "./child.mjs";
import { columns as edgeRuntime } from "./edge-runtime.mjs";
import { inPage } from "./page.mjs";
import { columns as workerd } from "./workerd.mjs";

const server =
  (name, find, flags = []) =>
  (suite, entry) => {
    const program = find();
    return child.columns(suite, { name: `${name} ${programs.versionOf(program)}`, program, flags }, entry);
  };

const node = (major) => server("node", () => programs.node(major));

const browser = (name, version, launch) => (suite, entry) => [
  {
    name: `${name} ${version()}`,
    run: (consumer, env) => inPage(launch, suite, consumer, env, entry),
  },
];

export const RUNTIMES = {
  // The oldest that the package supports.
  node: node(20),
  "node-22": node(22),
  "node-24": node(24),
  "node-26": node(26),
  deno: server("deno", programs.deno, ["run", "--allow-all"]),
  bun: server("bun", programs.bun),
  chromium: browser("chromium", () => programs.versionOf(programs.chromium()), launchChromium),
  firefox: browser("firefox", () => programs.versionOf(programs.firefox()), launchFirefox),
  webkit: browser("webkit", programs.versionOfWebkit, launchWebkit),
  workerd,
  "edge-runtime": edgeRuntime,
};

// Every runtime, by the name that the command line takes, and what gives its columns for a suite.

import { chromium, firefox, webkit } from "./browsers.mjs";
import { columns as edgeRuntime } from "./edge-runtime.mjs";
import { bun, deno, node } from "./servers.mjs";
import { columns as workerd } from "./workerd.mjs";

export const RUNTIMES = {
  // The oldest that the package supports.
  node: node(20),
  "node-22": node(22),
  "node-24": node(24),
  "node-26": node(26),
  deno,
  bun,
  chromium,
  firefox,
  webkit,
  workerd,
  "edge-runtime": edgeRuntime,
};

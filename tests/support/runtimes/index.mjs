// Every runtime, by the name that the command line takes, and what gives its columns for a suite.

import { chromium, firefox, webkit } from "./browsers.mjs";
import { columns as edgeRuntime } from "./edge-runtime.mjs";
import { bun, deno, node, node22, node24, node26 } from "./servers.mjs";
import { columns as workerd } from "./workerd.mjs";

export const RUNTIMES = {
  node,
  "node-22": node22,
  "node-24": node24,
  "node-26": node26,
  deno,
  bun,
  chromium,
  firefox,
  webkit,
  workerd,
  "edge-runtime": edgeRuntime,
};

// Installs the packed package and runs the suite in every runtime:
//   node tests/runtimes/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only node] [--case drift]

import { readFileSync } from "node:fs";
import { runSuite } from "../support/run.mjs";
import { API_KEY, NO_SCOPE_KEY, startSandbox } from "../support/sandbox.mjs";

const fixture = (name) =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8"));

await runSuite({
  suite: new URL("suite.js", import.meta.url),
  prepare: async (binary) => {
    const { baseURL, stop } = await startSandbox(binary);
    const env = {
      baseURL,
      apiKey: API_KEY,
      noScopeKey: NO_SCOPE_KEY,
      documented: fixture("reauth-response.documented"),
      inputs: fixture("inputs"),
      options: {},
    };
    return { env, stop };
  },
});

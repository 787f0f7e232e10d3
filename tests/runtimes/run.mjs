// Installs the packed package and runs the suite in every runtime:
//   node tests/runtimes/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only node] [--case drift]

import { readFileSync } from "node:fs";
import * as programs from "../support/programs.mjs";
import { runSuite } from "../support/run.mjs";
import { columns } from "../support/runtimes/child.mjs";
import { API_KEY, NO_SCOPE_KEY, startSandbox } from "../support/sandbox.mjs";

const fixture = (name) =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8"));

/** Node with the sandbox of flex-checkout/testing instead of the server. */
const [inProcess] = columns(new URL("../testing/shared.js", import.meta.url), {
  name: "node, sandbox in the process,",
  program: programs.node(20),
});

await runSuite({
  suite: new URL("suite.js", import.meta.url),
  columns: (all, runtime) => (runtime === "node" ? [...all, inProcess] : all),
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

// Installs the packed package and runs the suite in every runtime:
//   node tests/runtimes/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only node] [--case drift]

import { readFileSync } from "node:fs";
import { runSuite } from "../support/run.mjs";
import { API_KEY, NO_SCOPE_KEY, startSandbox } from "../support/sandbox.mjs";

const fixture = new URL("../fixtures/reauth-response.documented.json", import.meta.url);

await runSuite({
  suite: new URL("suite.js", import.meta.url),
  prepare: async (binary) => {
    const { baseURL, stop } = await startSandbox(binary);
    const env = {
      baseURL,
      apiKey: API_KEY,
      noScopeKey: NO_SCOPE_KEY,
      documented: JSON.parse(readFileSync(fixture, "utf8")),
      options: {},
    };
    return { env, stop };
  },
});

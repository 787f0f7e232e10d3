// Installs the packed package and makes everything fail around it, in every runtime:
//   node tests/faults/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only node] [--case abort]

import { freePort } from "../support/ports.mjs";
import { runSuite } from "../support/run.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";
import { countHolds } from "./holds.mjs";
import { crowdedWorker } from "./worker.mjs";

// Browsers open six connections to a host, and hanging requests keep theirs.
const SANDBOXES = 4;

await runSuite({
  suite: new URL("suite.js", import.meta.url),
  runtimes: ["node", "chromium", "firefox", "webkit", "workerd"],
  prepare: async (binary) => {
    const sandboxes = await Promise.all(Array.from({ length: SANDBOXES }, () => startSandbox(binary)));
    const env = {
      sandboxes: sandboxes.map(({ baseURL }) => baseURL),
      // Nobody listens there.
      closedURL: `http://127.0.0.1:${await freePort()}`,
      apiKey: API_KEY,
      options: {},
    };
    const stop = () => {
      for (const sandbox of sandboxes) sandbox.stop();
    };
    return { env, stop };
  },
  columns: (offered, runtime) =>
    offered
      // What `require` loads is the same code in another wrapping, which the runtimes' suite tries.
      .filter(({ name }) => !name.endsWith("require"))
      .map(({ name, run }) => ({
        name,
        run: async (consumer, env) => {
          const results = await run(consumer, env);
          if (runtime === "workerd") results.push(...(await crowdedWorker(consumer, env, name)));
          if (results.length > 0) results.push(await countHolds(name, env));
          return results;
        },
      })),
});

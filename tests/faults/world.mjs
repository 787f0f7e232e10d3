// Sandboxes and columns for a run of the faults, for any client.

import { freePort } from "../support/ports.mjs";
import { API_KEY, startSandbox } from "../support/sandbox.mjs";
import { countHolds } from "./holds.mjs";
import { crowdedWorker } from "./worker.mjs";

// Browsers open six connections to a host, and hanging requests keep theirs.
const SANDBOXES = 4;

export const suite = new URL("suite.js", import.meta.url);

/** Starts the sandboxes of a column. */
export async function prepare(binary) {
  const sandboxes = await Promise.all(Array.from({ length: SANDBOXES }, () => startSandbox(binary)));
  const env = {
    sandboxes: sandboxes.map(({ baseURL }) => baseURL),
    // Nothing listens there.
    closedURL: `http://127.0.0.1:${await freePort()}`,
    apiKey: API_KEY,
    options: {},
  };
  const stop = () => {
    for (const sandbox of sandboxes) sandbox.stop();
  };
  return { env, stop };
}

/** The columns of a runtime, with a crowd in workerd, and the holds of all cases counted. */
export function columns(offered, runtime) {
  return (
    offered
      // `require` loads the same code in another wrapper, which the runtimes' suite covers.
      .filter(({ name }) => !name.endsWith("require"))
      .map(({ name, run }) => ({
        name,
        run: async (consumer, env) => {
          const results = await run(consumer, env);
          if (runtime === "workerd") results.push(...(await crowdedWorker(consumer, env, name)));
          if (results.length > 0) results.push(await countHolds(name, env));
          return results;
        },
      }))
  );
}

// Sandboxes and columns of a fault run, for the package and for the crate.

import { API_KEY, startSandbox } from "../support/sandbox.mjs";
import { crowdedWorker } from "./worker.mjs";

// Browsers open six connections to a host, and hanging requests occupy theirs.
const SANDBOXES = 4;

export const suite = new URL("suite.js", import.meta.url);

/** Starts the sandboxes of a column. */
export async function prepare(binary) {
  const sandboxes = await Promise.all(Array.from({ length: SANDBOXES }, () => startSandbox(binary)));
  const env = {
    sandboxes: sandboxes.map(({ baseURL }) => baseURL),
    // Nothing listens on this port.
    // A port that no program gets by chance, and that no platform blocks.
    closedURL: "http://127.0.0.1:4",
    apiKey: API_KEY,
    options: {},
  };
  const stop = () => {
    for (const sandbox of sandboxes) sandbox.stop();
  };
  return { env, stop };
}

/** Returns the columns of a runtime. Adds the concurrent Worker requests and the count of holds. */
export function columns(offered, runtime) {
  return (
    offered
      // `require` loads the same code, which the runtimes suite covers.
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

/** Checks that a column placed at most one hold per idempotency key. */
async function countHolds(column, { sandboxes }) {
  let keys = 0;
  let holds = 0;
  let beyond = 0;
  for (const baseURL of sandboxes) {
    const { sessions } = await (await fetch(`${baseURL}/sandbox/sessions`)).json();
    for (const { idempotency_keys, holds_placed } of sessions) {
      keys += idempotency_keys.length;
      holds += holds_placed;
      beyond += Math.max(0, holds_placed - idempotency_keys.length);
    }
  }
  console.log(`${column.padEnd(24)} ${keys} keys, ${holds} holds, ${beyond} beyond one a key`);
  const ok = beyond === 0 && holds > 0;
  const error = `${holds} holds of ${keys} keys, ${beyond} beyond one a key`;
  return { name: "places_no_hold_beyond_one_a_key", ok, ...(!ok && { error }), ms: 0 };
}

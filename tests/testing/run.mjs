// Runs the sandbox of flex-checkout/testing in every runtime, and compares its responses with the server's:
//   node tests/testing/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only node] [--case server]

import { runSuite } from "../support/run.mjs";
import { startSandbox } from "../support/sandbox.mjs";
import { outcomesOf, ROWS } from "./table.js";

let expected;

await runSuite({
  suite: new URL("suite.js", import.meta.url),
  entry: "flex-checkout/testing",
  prepare: async (binary) => {
    expected ??= await byServer(binary);
    return { env: { expected }, stop() {} };
  },
});

/** Returns the server's responses to every row. */
async function byServer(binary) {
  const { baseURL, stop } = await startSandbox(binary);
  const outcomes = [];
  for (const row of ROWS) outcomes.push(await outcomesOf(row, fetch, baseURL));
  stop();
  return outcomes;
}

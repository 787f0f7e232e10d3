// The shared suite of tests/runtimes in Node, with the sandbox in the same process instead of the server.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as suite from "../runtimes/suite.js";

/** No server listens here. */
const NOWHERE = "http://127.0.0.1:9";

export async function run(pkg, env, other) {
  const { createSandbox } = await import(pathToFileURL(join(process.argv[2], "testing.mjs")));
  const flex = createSandbox();
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const ours = String(input?.url ?? input).startsWith(NOWHERE);
    return ours ? flex.fetch(input, init) : fetch(input, init);
  };
  return suite.run(pkg, { ...env, baseURL: NOWHERE }, other);
}

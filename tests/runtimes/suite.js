// The package's behavior in every runtime. Runs unbundled in Node, browser pages and Workers, so it imports
// only test code.

import { installTrap } from "../support/trap.js";
import * as answers from "./cases/answers.js";
import * as calls from "./cases/calls.js";
import * as configuration from "./cases/configuration.js";
import * as copies from "./cases/copies.js";
import * as drift from "./cases/drift.js";
import * as errors from "./cases/errors.js";
import * as firstCalls from "./cases/first-calls.js";
import * as foreignFetch from "./cases/foreign-fetch.js";
import * as holds from "./cases/holds.js";
import * as ids from "./cases/ids.js";
import * as life from "./cases/life.js";
import * as secrets from "./cases/secrets.js";
import * as trap from "./cases/trap.js";
import * as wrongBodies from "./cases/wrong-bodies.js";
import { Context } from "./context.js";

const CASES = [
  firstCalls,
  answers,
  calls,
  configuration,
  drift,
  errors,
  foreignFetch,
  holds,
  ids,
  life,
  secrets,
  trap,
  wrongBodies,
]
  // A case is an exported function.
  .flatMap((file) => Object.entries(file));

const CASE_TIMEOUT = 20_000;

/**
 * Runs every case whose name contains `env.only`, one after the other.
 *
 * `pkg` is the package's namespace. `env` is `{ baseURL, apiKey, noScopeKey, documented, options, only? }`:
 * the sandbox's address and keys, the documented response, and client options that the runtime needs. `other`
 * is another copy of the package, if the runtime loads two.
 */
export async function run(pkg, env, other) {
  installTrap();
  const results = [];
  for (const [name, check] of other ? [...CASES, ...Object.entries(copies)] : CASES) {
    if (env.only && !name.includes(env.only)) continue;
    const started = Date.now();
    const error = await settle(check, new Context(pkg, env, other));
    results.push({ name, ok: error === undefined, ...(error && { error }), ms: Date.now() - started });
  }
  return results;
}

async function settle(check, context) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not settle within ${CASE_TIMEOUT} ms`)), CASE_TIMEOUT);
  });
  try {
    await Promise.race([check(context), timeout]);
    return undefined;
  } catch (error) {
    return String(error?.message ?? error) || "rejected without a message";
  } finally {
    clearTimeout(timer);
  }
}

// The behavior of calls when everything around them fails. Runs unbundled in Node, browser pages and Workers, so it
// imports only test code.

import aborts from "./cases/aborts.js";
import answers from "./cases/answers.js";
import bodies from "./cases/bodies.js";
import connections from "./cases/connections.js";
import crowds from "./cases/crowds.js";
import deadlines from "./cases/deadlines.js";
import events from "./cases/events.js";
import keys from "./cases/keys.js";
import life from "./cases/life.js";
import recovery from "./cases/recovery.js";
import redirects from "./cases/redirects.js";
import retryAfter from "./cases/retry-after.js";
import statuses from "./cases/statuses.js";
import stubs from "./cases/stubs.js";
import { check } from "./check.js";
import { Scene } from "./scene.js";

const CASES = [
  statuses,
  retryAfter,
  connections,
  deadlines,
  bodies,
  recovery,
  redirects,
  aborts,
  answers,
  stubs,
  events,
  keys,
  life,
].flat();

const AT_ONCE = 16;

/**
 * Runs every case whose name contains `env.only`, several at a time, each with its own session.
 *
 * `env` is `{ sandboxes, closedURL, apiKey, options, browser?, only? }`: the sandboxes' addresses, an address at which
 * nothing listens, the sandboxes' key, and client options that the runtime needs.
 */
export async function run(pkg, env) {
  const wanted = ({ name }) => !env.only || name.includes(env.only);
  const results = await inParallel(CASES.filter(wanted), AT_ONCE, (fault, index) =>
    settle(fault, new Scene(pkg, env, index)),
  );
  // Without other load on the machine.
  for (const fault of crowds.filter(wanted)) results.push(await settle(fault, new Scene(pkg, env, 0)));
  return results;
}

async function settle(fault, scene) {
  const { name } = fault;
  const started = Date.now();
  try {
    await (fault.run ? fault.run(scene) : check(fault, scene));
    return { name, ok: true, ms: Date.now() - started };
  } catch (error) {
    const message = String(error?.message ?? error) || "rejected without a message";
    return { name, ok: false, error: message, ms: Date.now() - started };
  }
}

async function inParallel(items, atOnce, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

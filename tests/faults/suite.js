// What becomes of a call when everything around it fails. No imports but its own: this module runs unchanged in Node,
// in a browser page and inside a Worker.

import aborts from "./cases/aborts.js";
import answers from "./cases/answers.js";
import bodies from "./cases/bodies.js";
import connections from "./cases/connections.js";
import crowds from "./cases/crowds.js";
import deadlines from "./cases/deadlines.js";
import events from "./cases/events.js";
import hostile from "./cases/hostile.js";
import keys from "./cases/keys.js";
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
].flat();

const AT_ONCE = 16;

/** What might break the module takes every call at hand with it, and a crowd wants the machine for itself. */
const ALONE = [...hostile, ...crowds];

/**
 * Runs every case whose name contains `env.only`, several at a time: each has a session of its own.
 *
 * `env` is `{ sandboxes, closedURL, apiKey, options, browser?, only?, without? }`: the sandboxes' addresses, an address
 * at which nothing listens, the sandboxes' key, options that every client here needs, and names of cases to leave out.
 */
export async function run(pkg, env) {
  const wanted = ({ name }) => (!env.only || name.includes(env.only)) && !env.without?.includes(name);
  const results = await inParallel(CASES.filter(wanted), AT_ONCE, (fault, index) =>
    settle(fault, new Scene(pkg, env, index)),
  );
  for (const fault of ALONE.filter(wanted)) results.push(await settle(fault, new Scene(pkg, env, 0)));
  for (const name of env.without ?? []) {
    const ok = [...CASES, ...ALONE].some((fault) => fault.name === name);
    if (!ok)
      results.push({ name, ok, error: "a case of this name is to be left out, and there is none", ms: 0 });
  }
  return results;
}

async function settle(fault, scene) {
  const { name } = fault;
  const started = Date.now();
  try {
    await (fault.run ? fault.run(scene) : check(fault, scene));
    return { name, ok: true, ms: Date.now() - started };
  } catch (error) {
    const text = String(error?.message ?? error) || "rejected with nothing to say";
    return { name, ok: false, error: text, ms: Date.now() - started };
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

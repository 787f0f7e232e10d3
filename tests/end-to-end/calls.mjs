// Cases of one call each. A page makes all of them; each is compared with the Worker's log and the sandbox.
//
// A case is `{ name, action?, params?, page?, flex?, kind?, options?, holds?, captures?, cancels?, error?, recovered?, takes?,
// repeats? }`: the call, a reauth by default, the faults between page and Worker and between Worker and Flex, the call's
// options, the holds that it places, its captures and cancels, the fields of its error, and whether a repetition with the
// same key must then return the session.

import { deepEqual, equal, has, ok } from "../support/assert.js";
import { until } from "../support/until.mjs";

/** The outcomes in ascending order of gravity. */
const GRAVITY = ["not_sent", "rejected", "unknown", "applied"];

export async function callEach(scene, page, cases, baseURL) {
  return (await beginEach(scene, page, cases, baseURL))();
}

/** Starts the calls. Returns a function that waits for them and checks them. */
export async function beginEach(scene, page, cases, baseURL) {
  const casts = await Promise.all(cases.map(async (row) => ({ row, ...(await scene.session(row)) })));
  const call = ({ row, id, token, options }) => ({
    baseURL,
    action: row.action,
    params: row.params,
    id,
    token,
    options: { ...row.options, ...options },
  });
  await page.call("begin", casts.map(call));
  return async () => {
    const first = await page.call("settled");
    const failures = await Promise.all(
      casts.map((cast, index) => failureOf(check(scene, cast, first[index]))),
    );

    // Failed calls are repeated with their keys, without faults.
    const again = casts.filter(({ row }, index) => row.repeats !== false && first[index].error);
    for (const { id, session } of again) {
      scene.env.proxy.plan(id, []);
      await session.plan([]);
    }
    const keyOf = (cast) => first[casts.indexOf(cast)].error.idempotencyKey;
    const second = await page.call(
      "run",
      again.map((cast) => call({ ...cast, options: { idempotencyKey: keyOf(cast), maxRetries: 0 } })),
    );
    for (const [index, cast] of again.entries()) {
      const failure = await failureOf(checkRepetition(cast, second[index]));
      failures[casts.indexOf(cast)] ??= failure;
    }
    return casts.map(({ row: { name } }, index) => {
      const error = failures[index];
      return { name, ok: error === undefined, error, ms: Math.round(first[index].ms) };
    });
  };
}

const failureOf = (promise) =>
  promise.then(
    () => undefined,
    (error) => String(error?.message ?? error),
  );

async function check(scene, { row, session, id }, result) {
  const { error, recovered = false, takes } = row;
  const shown = JSON.stringify(result);
  const expected = effectsOf(row);
  // The Worker completes the call when its caller has disconnected.
  const done = async () => {
    const entry = await session.entry();
    return Object.entries(expected).every(([name, count]) => entry[name] >= count);
  };
  await until(done, `${JSON.stringify(expected)} after ${shown}`);
  const entry = await session.entry();
  has(entry, expected, `effects after ${shown}`);
  if (!row.lasts) {
    equal(scene.env.proxy.left(id), 0, `faults left between page and Worker after ${shown}`);
    deepEqual(entry.faults, [], `faults left between Worker and Flex after ${shown}`);
  }
  if (takes) ok(result.ms >= takes, `took ${result.ms} ms, less than ${takes}`);
  if (!error) {
    has(result, { error: undefined, drift: null, recovered }, shown);
    if (!row.listed) has(result, { id, intents: entry.payment_intents }, shown);
    else equal(result.listed, row.listed, `length of ${shown}`);
    return;
  }
  ok(result.error, `expected an error, found ${shown}`);
  has(result.error, error, shown);
  equal(typeof result.error.idempotencyKey, "string", `the key of ${shown}`);
  if (row.page === undefined) await matchesTheWorker(scene, id, row.action, result);
}

/** Compares a page's error with the Worker's log line. */
async function matchesTheWorker(scene, id, action, { error, headers }) {
  const lines = await until(
    () => {
      const lines = scene.lines(id, action);
      return lines.length >= error.attempts && lines;
    },
    `the Worker's line about ${JSON.stringify(error)}`,
  );
  const { kind, code, retry_after_ms: retryAfter } = lines.at(-1);
  const gravest = Math.max(...lines.map(({ outcome }) => GRAVITY.indexOf(outcome)));
  const expectedError = { kind, code, outcome: GRAVITY[gravest], retryAfter };
  const found = Object.fromEntries(Object.keys(expectedError).map((name) => [name, error[name]]));
  deepEqual(
    found,
    expectedError,
    `the page's error beside the Worker's line ${JSON.stringify(lines.at(-1))}`,
  );
  const expected =
    retryAfter === undefined
      ? { retryAfter: null, retryAfterMs: null }
      : { retryAfter: String(Math.ceil(retryAfter / 1000)), retryAfterMs: String(retryAfter) };
  deepEqual(headers, expected, "the headers that the page can read");
}

async function checkRepetition({ row, session, id }, result) {
  const entry = await session.entry();
  const shown = `the repetition, ${JSON.stringify(result)}`;
  has(result, { error: undefined, id, intents: entry.payment_intents }, shown);
  const { action = "reauth" } = row;
  has(entry, effectsOf({ [EFFECTS[action]]: 1 }), `effects after ${shown}`);
}

/** The effect of each call, as cases count it. */
const EFFECTS = { reauth: "holds", capture: "captures", cancel: "cancels" };

/** Returns the sandbox's counts that a case expects. */
function effectsOf({ holds = 0, captures = 0, cancels = 0 }) {
  return { holds_placed: holds, captures_made: captures, cancels };
}

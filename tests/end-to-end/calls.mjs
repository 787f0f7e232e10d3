// Cases of one call each: a page makes all of them, and each is held against what the Worker logged and the sandbox did.
//
// A case is `{ name, page?, flex?, kind?, options?, holds, error?, recovered?, takes?, repeats? }`: what goes wrong on
// the hop from the page and on the hop to Flex, how the call is made, how many holds it places, the fields of its error
// or that there is none, and whether a repetition with the same key is to give the session then.

import { deepEqual, equal, has, ok } from "../support/assert.js";
import { until } from "../support/until.mjs";

/** The outcomes, from the one that says least. */
const GRAVITY = ["not_sent", "rejected", "unknown", "applied"];

export async function callEach(scene, page, cases, baseURL) {
  return (await beginEach(scene, page, cases, baseURL))();
}

/** Begins likewise, and gives what waits for the end. */
export async function beginEach(scene, page, cases, baseURL) {
  const casts = await Promise.all(cases.map(async (row) => ({ row, ...(await scene.session(row)) })));
  const call = ({ row, id, token, options }) => ({
    baseURL,
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

    // Whoever was told of a failure repeats the call with its key, and nothing is in the way any more.
    const again = casts.filter(({ row }, index) => row.repeats !== false && first[index].error);
    for (const { id, session } of again) {
      scene.world.proxy.plan(id, []);
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
  const { holds, error, recovered = false, takes } = row;
  const shown = JSON.stringify(result);
  // The Worker goes on when its caller has gone.
  const placed = async () => (await session.entry()).holds_placed >= holds;
  if (holds > 0) await until(placed, `a hold after ${shown}`);
  const entry = await session.entry();
  equal(entry.holds_placed, holds, `holds after ${shown}`);
  if (!row.lasts) {
    equal(scene.world.proxy.left(id), 0, `faults left between page and Worker after ${shown}`);
    deepEqual(entry.faults, [], `faults left between Worker and Flex after ${shown}`);
  }
  if (takes) ok(result.ms >= takes, `took ${result.ms} ms, and not ${takes}`);
  if (!error) {
    has(result, { error: undefined, id, intents: entry.payment_intents, drift: null, recovered }, shown);
    return;
  }
  ok(result.error, `expected an error, found ${shown}`);
  has(result.error, error, shown);
  equal(typeof result.error.idempotencyKey, "string", `the key of ${shown}`);
  if (row.page === undefined) await saysTheSame(scene, id, result);
}

/** A page's error says what the Worker's does, of which the line in the log tells. */
async function saysTheSame(scene, id, { error, headers }) {
  const lines = await until(
    () => {
      const lines = scene.lines(id);
      return lines.length >= error.attempts && lines;
    },
    `the Worker's line about ${JSON.stringify(error)}`,
  );
  const { kind, code, retry_after_ms: retryAfter } = lines.at(-1);
  const gravest = Math.max(...lines.map(({ outcome }) => GRAVITY.indexOf(outcome)));
  const said = { kind, code, outcome: GRAVITY[gravest], retryAfter };
  const heard = Object.fromEntries(Object.keys(said).map((name) => [name, error[name]]));
  deepEqual(heard, said, `the page's error beside the Worker's line ${JSON.stringify(lines.at(-1))}`);
  const expected =
    retryAfter === undefined
      ? { retryAfter: null, retryAfterMs: null }
      : { retryAfter: String(Math.ceil(retryAfter / 1000)), retryAfterMs: String(retryAfter) };
  deepEqual(headers, expected, "the headers that the page can read");
}

async function checkRepetition({ session, id }, result) {
  const { holds_placed, payment_intents } = await session.entry();
  const shown = `the repetition, ${JSON.stringify(result)}`;
  has(result, { error: undefined, id, intents: payment_intents }, shown);
  equal(holds_placed, 1, `holds after ${shown}`);
}

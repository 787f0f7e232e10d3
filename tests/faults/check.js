// Checks a case, and what must hold in every case.
//
// A case is
//   name       the promise
//   session    kind of the session; wishes: its patch or body; faults: the sandbox's faults, in order
//   action     the call, "reauth" by default; params: its parameters
//   client     client options; call: call options; onEvent: called after the recorder
//   fetch      creates the client's fetch from the scene
//   abort      { when, reason }: aborts the call with the reason once `when(scene)` has resolved
//   expect     fields of the response, or of the error if there is a kind; a function is a predicate
//   sent       requests that the sandbox received, by method
//   resent     set if a browser may resend a request by itself
//   holds      holds that the sandbox counted, 0 by default; captures, cancels: likewise
//   retries    fields of each retry event
//   within     longest time to settle; atLeast: shortest
//   also       further checks of the scene and the settled call

import { deepEqual, equal, ok } from "../support/assert.js";
import { holdsNo } from "../support/secrets.js";
import { within } from "../support/within.js";
import { checkEvents } from "./check-events.js";

/** Long enough for a loaded machine. */
const LONG = 15_000;

export async function check(fault, scene) {
  await scene.set(fault);
  const settled = await settle(fault, scene);
  const { error, response } = settled;
  if ("kind" in fault.expect) {
    ok(
      error !== undefined,
      `no error, but attempts: ${response?.attempts}, recovered: ${response?.recovered}`,
    );
    scene.t.isFlexError(error, {});
  } else {
    ok(response !== undefined, `rejected: ${error?.kind}, ${error?.outcome}: ${error}`);
    const { checkout_session_id: id = scene.session.id } = response.data;
    equal(id, scene.session.id, "checkout_session_id");
  }
  checkFields(settled.error ?? settled.response, fault.expect);
  checkTime(fault, settled);
  checkEvents(fault, scene, settled);
  await checkSandbox(fault, scene, settled);
  holdsNo(scene.env.apiKey, [error ?? response.headers, scene.events], "the result of the call");
  equal(scene.listeners(), 0, "listeners left on the signal");
  equal(scene.notes.this, undefined, "this of fetch");
  await fault.also?.(scene, settled);
  await checkNextCall(scene);
}

async function settle({ action = "reauth", params, call, abort, within: bound = LONG }, scene) {
  const { flex, session, controller } = scene;
  if (abort && !abort.when) controller.abort(abort.reason);
  const started = Date.now();
  const options = { signal: controller.signal, ...call };
  const rest = /capture/i.test(action) ? [params, options] : [options];
  const promise = flex[action](session.id, ...rest).withResponse();
  const settling = promise.then(
    (response) => ({ response }),
    (error) => ({ error: error ?? new Error(`rejected with ${error}`) }),
  );
  let since = started;
  if (abort?.when) {
    await abort.when(scene);
    since = Date.now();
    controller.abort(abort.reason);
  }
  const settled = await within(bound, settling, "the call");
  return { ...settled, ms: Date.now() - since };
}

function checkFields(settled, fields) {
  for (const [name, expected] of Object.entries(fields)) {
    const found = settled[name];
    if (typeof expected === "function") ok(expected(found), `${name}: found ${found}, not ${expected.wish}`);
    else deepEqual(found, expected, name);
  }
}

function checkTime({ atLeast = 0 }, { ms }) {
  // Timers round, and the clocks of workers are coarse.
  ok(ms >= atLeast - 20, `settled after ${ms} ms, before ${atLeast} ms`);
}

async function checkSandbox(fault, scene, { error, response }) {
  const { sent = {}, resent = false, holds = 0, captures = 0, cancels = 0 } = fault;
  const reads = /^(retrieve|preview)/.test(fault.action);
  const { idempotencyKey } = error ?? response;
  const requests = await scene.session.requests();
  const counts = { POST: 0, GET: 0 };
  for (const { method, idempotency_key, authorization } of requests) {
    counts[method]++;
    equal(authorization, true, `authorization of the ${method}`);
    equal(
      idempotency_key,
      method === "POST" ? (idempotencyKey ?? null) : null,
      `idempotency key of the ${method}`,
    );
  }
  if (reads) equal(idempotencyKey, undefined, "idempotencyKey");
  else ok(typeof idempotencyKey === "string" && idempotencyKey.length > 0, "no idempotency key");

  const byBrowser = resent && scene.env.browser;
  for (const method of ["POST", "GET"]) {
    const { length } = scene.of("attempt").filter((event) => event.method === method);
    if (!byBrowser) ok(counts[method] <= length, `${counts[method]} ${method}s arrived of ${length}`);
    if (sent[method] === undefined) continue;
    const fits = byBrowser ? counts[method] >= Math.min(1, sent[method]) : counts[method] === sent[method];
    ok(fits, `${method}s that arrived: expected ${sent[method]}, found ${counts[method]}`);
  }
  const entry = await scene.session.entry();
  equal(entry.holds_placed, holds, "holds placed");
  equal(entry.captures_made, captures, "captures made");
  equal(entry.cancels, cancels, "cancels");
}

/** Checks that the next call of the same client succeeds. */
async function checkNextCall(scene) {
  scene.clear();
  const { id } = await scene.t.seed("minimal");
  const options = { timeout: LONG, deadline: LONG };
  const next = scene.flex.reauth(id, options).withResponse();
  const response = await within(LONG, next, "the next call").catch((error) => {
    throw new Error(`the next call: ${error}`);
  });
  equal(response.data.checkout_session_id, id, "checkout_session_id of the next call");
  equal(response.attempts, 1, "attempts of the next call");
}

/** Matches a number within these bounds, inclusive. */
export function between(least, most) {
  const lies = (found) => typeof found === "number" && found >= least && found <= most;
  return Object.assign(lies, { wish: `within ${least} and ${most}` });
}

/** Matches one of these values. */
export function oneOf(...values) {
  return Object.assign((found) => values.includes(found), { wish: `one of ${values.join(", ")}` });
}

// The one checker of every case: what must hold whatever goes wrong.
//
// A case is
//   name       the promise
//   session    kind of the session; wishes: its patch or body; faults: what the sandbox does wrong, in order
//   action     "reauth" unless told, or "retrieve"
//   client     options of the client; call: of the call; onEvent: besides the recorder
//   fetch      makes a fetch for the client from the scene
//   abort      { when, reason }: aborts the call with the reason as soon as `when(scene)` has passed
//   expect     fields of the response, or of the error if there is a kind; a function is asked instead
//   sent       requests that the sandbox got, by method
//   resent     whether a browser may send a request again by itself, unknown to the client
//   holds      holds that the sandbox counted
//   retries    for every retry, fields of its event
//   within     the time it may take, atLeast: the time it must
//   also       further checks of the scene and what the call settled with

import { deepEqual, equal, ok } from "../support/assert.js";
import { holdsNo } from "../support/secrets.js";
import { within } from "../support/within.js";
import { checkEvents } from "./check-events.js";

/** Generous: a loaded machine of two cores is no reason to fail. */
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
    ok(response !== undefined, `not fulfilled: ${error?.kind}, ${error?.outcome}: ${error}`);
    equal(response.data.checkout_session_id, scene.session.id, "checkout_session_id");
  }
  checkFields(settled.error ?? settled.response, fault.expect);
  checkTime(fault, settled);
  checkEvents(fault, scene, settled);
  await checkSandbox(fault, scene, settled);
  holdsNo(scene.env.apiKey, [error ?? response.headers, scene.events], "what came of the call");
  equal(scene.listeners(), 0, "listeners left on the signal");
  equal(scene.notes.this, undefined, "this of fetch");
  await fault.also?.(scene, settled);
  await checkNextCall(scene);
}

async function settle({ action = "reauth", call, abort, within: bound = LONG }, scene) {
  const { flex, session, controller } = scene;
  if (abort && !abort.when) controller.abort(abort.reason);
  const started = Date.now();
  const promise = flex[action](session.id, { signal: controller.signal, ...call }).withResponse();
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
  // Timers round, and clocks of workers are coarse.
  ok(ms >= atLeast - 20, `settled after ${ms} ms, before ${atLeast} ms`);
}

async function checkSandbox(fault, scene, { error, response }) {
  const { sent = {}, resent = false, holds } = fault;
  const { idempotencyKey } = error ?? response;
  const requests = await scene.session.requests();
  const counts = { POST: 0, GET: 0 };
  for (const { method, idempotency_key, authorization } of requests) {
    counts[method]++;
    equal(authorization, true, `authorization of the ${method}`);
    equal(idempotency_key, method === "POST" ? idempotencyKey : null, `idempotency key of the ${method}`);
  }
  if (fault.action === "retrieve") equal(idempotencyKey, undefined, "idempotencyKey");
  else ok(typeof idempotencyKey === "string" && idempotencyKey.length > 0, "no idempotency key");

  const byBrowser = resent && scene.env.browser;
  for (const method of ["POST", "GET"]) {
    const { length } = scene.of("attempt").filter((event) => event.method === method);
    if (!byBrowser) ok(counts[method] <= length, `${counts[method]} ${method}s arrived of ${length}`);
    if (sent[method] === undefined) continue;
    const fits = byBrowser ? counts[method] >= Math.min(1, sent[method]) : counts[method] === sent[method];
    ok(fits, `${method}s that arrived: expected ${sent[method]}, found ${counts[method]}`);
  }
  const { holds_placed } = await scene.session.entry();
  equal(holds_placed, holds, "holds placed");
}

/** Whatever happened to one call, the client is as good as new. */
async function checkNextCall(scene) {
  scene.clear();
  const { id } = await scene.t.seed("minimal");
  const options = { timeout: LONG, deadline: LONG };
  const next = scene.flex.reauth(id, options).withResponse();
  const answer = await within(LONG, next, "the next call").catch((error) => {
    throw new Error(`the next call: ${error}`);
  });
  equal(answer.data.checkout_session_id, id, "checkout_session_id of the next call");
  equal(answer.attempts, 1, "attempts of the next call");
}

/** A field that lies within bounds, which count. */
export function between(least, most) {
  const lies = (found) => typeof found === "number" && found >= least && found <= most;
  return Object.assign(lies, { wish: `within ${least} and ${most}` });
}

/** A field that is one of these. */
export function oneOf(...values) {
  return Object.assign((found) => values.includes(found), { wish: `one of ${values.join(", ")}` });
}

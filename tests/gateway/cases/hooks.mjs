// Hooks that throw, never settle or return invalid values.

import { deepEqual, equal, ok } from "../../support/assert.js";
import { LEAK, NONSENSE } from "../app.js";

const NO_TOKEN = { "flex-session-token": null };

/** Longer than `hookTimeout`, because a loaded machine is slow. */
const SOON = 4_000;

async function refusal(t, gateway, wishes = {}) {
  t.secret(LEAK);
  const session = await t.seed();
  const started = Date.now();
  const { result, lines } = await t.lines(1, () =>
    t.sendsNothing(() => t.call(session, { gateway, headers: NO_TOKEN, ...wishes }), gateway),
  );
  ok(Date.now() - started < SOON, `${gateway} took ${Date.now() - started} ms`);
  equal(result.isFromGateway, true, `the gateway answered for ${gateway}`);
  equal((await session.entry()).reauths, 0, `reauths after ${gateway}`);
  return { answer: result, line: lines[0] };
}

export async function refuses_every_caller_if_authorize_fails(t) {
  for (const breaks of ["throws", "rejects", "hangs"])
    for (const action of ["reauth", "retrieve"]) {
      const { answer, line } = await refusal(t, `authorize-${breaks}`, { action });
      equal(answer.status, 500, `status when authorize ${breaks}`);
      equal(answer.error.code, "authorize_failed", "code");
      equal(answer.error.outcome, action === "reauth" ? "rejected" : "none", "outcome");
      ok(!answer.text.includes(LEAK), "the answer holds what was thrown");
      equal(line.refused, "authorize_failed", "word in the line");
    }
}

export async function refuses_every_caller_if_authorize_returns_an_invalid_value(t) {
  for (const name of Object.keys(NONSENSE)) {
    const { answer } = await refusal(t, `authorize-${name}`);
    ok([403, 500].includes(answer.status), `status when authorize answers ${name}: ${answer.status}`);
    ok(["not_authorized", "authorize_failed"].includes(answer.error.code), `code: ${answer.error.code}`);
  }
}

export async function logs_the_reason_of_a_refusal_and_withholds_it_from_the_caller(t) {
  const { answer, line } = await refusal(t, "refused-with-a-word");
  equal(answer.status, 403, "status");
  equal(line.refused, "no_such_user", "word in the line");
  ok(!answer.text.includes("no_such_user"), "the caller gets the word");
  equal((await refusal(t, "refused")).line.refused, "not_authorized", "word of a plain refusal");
}

export async function refuses_a_caller_above_the_rate_limit(t) {
  for (const [name, wait] of [
    ["no", undefined],
    ["nonsense", undefined],
    ["endless", undefined],
    ["wait", 1500],
    ["binding", 7000],
  ]) {
    const { answer, line } = await refusal(t, `rate-limit-${name}`);
    equal(answer.status, 429, `status of ${name}`);
    equal(answer.error.code, "gateway_rate_limited", "code");
    equal(answer.error.outcome, "rejected", "outcome");
    equal(
      answer.header("retry-after-ms"),
      wait === undefined ? null : String(wait),
      `retry-after-ms of ${name}`,
    );
    const seconds = wait === undefined ? null : String(Math.ceil(wait / 1000));
    equal(answer.header("retry-after"), seconds, `retry-after of ${name}`);
    equal(line.refused, "gateway_rate_limited", "word in the line");
  }
}

export async function limits_each_principal_separately(t) {
  const session = await t.seed();
  const status = async (user) => {
    const headers = { ...NO_TOKEN, "x-user": user };
    return (await t.call(session, { gateway: "rate-limit-binding", headers })).status;
  };
  deepEqual([await status("ann"), await status("bob"), await status("ann")], [200, 429, 200], "statuses");
}

/** An unauthorized caller must not exhaust the limit of an authorized one. */
export async function does_not_count_unauthorized_requests_towards_the_rate_limit(t) {
  for (const headers of [
    { "x-user": "ann", origin: null },
    { "x-user": "ann", "idempotency-key": null },
  ]) {
    const answer = await t.call(await t.seed(), { gateway: "rate-limit-throws", headers });
    ok(answer.status < 500, `status ${answer.status}`);
  }
}

export async function refuses_every_caller_if_the_rate_limit_fails(t) {
  for (const breaks of ["throws", "rejects", "hangs"]) {
    const { answer, line } = await refusal(t, `rate-limit-${breaks}`);
    equal(answer.status, 500, `status when the rate limit ${breaks}`);
    equal(answer.error.code, "rate_limit_failed", "code");
    ok(!answer.text.includes(LEAK), "the answer holds what was thrown");
    equal(line.refused, "rate_limit_failed", "word in the line");
  }
}

export async function returns_the_session_even_if_on_reauth_fails(t) {
  for (const breaks of ["throws", "rejects", "hangs"]) {
    const session = await t.seed();
    const { result, lines } = await t.lines(1, () =>
      t.call(session, { gateway: `on-reauth-${breaks}`, headers: NO_TOKEN }),
    );
    equal(result.status, 200, `status when onReauth ${breaks}`);
    equal(JSON.parse(result.text).checkout_session.checkout_session_id, session.id, "session");
    const { payment_intents } = await session.entry();
    equal(lines[0].on_reauth, "failed", "on_reauth in the line");
    deepEqual(lines[0].payment_intents, payment_intents, "payment intents in the line");
  }
}

export async function calls_on_reauth_for_each_reauth_and_nothing_else(t) {
  const session = await t.seed();
  const headers = { "flex-session-token": await t.token(session, { subject: "ann@shop.example" }) };
  equal((await t.call(session, { gateway: "renewals", headers })).status, 200, "status");
  equal((await t.call(session, { gateway: "renewals", headers, action: "retrieve" })).status, 200, "status");
  const failing = await t.seed("captured");
  equal((await t.call(failing, { gateway: "renewals" })).status, 400, "status of a captured one");
  const { renewals } = await (await fetch(`${t.origin}/control`)).json();
  const [renewal, ...more] = renewals.filter(({ sessionId }) => [session.id, failing.id].includes(sessionId));
  equal(more.length, 0, "further renewals");
  const { payment_intents, idempotency_keys } = await session.entry();
  equal(renewal.principal, "ann@shop.example", "principal");
  equal(renewal.idempotencyKey, idempotency_keys[0], "idempotencyKey");
  equal(renewal.recovered, false, "recovered");
  deepEqual(
    renewal.holds.map((hold) => hold.payment_intent_id),
    payment_intents,
    "holds",
  );
}

export async function responds_even_if_log_fails(t) {
  for (const breaks of ["throws", "rejects", "hangs"]) {
    const session = await t.seed();
    const { result } = await t.lines(1, () =>
      t.call(session, { gateway: `log-${breaks}`, headers: NO_TOKEN }),
    );
    equal(result.status, 200, `status when log ${breaks}`);
    const { result: refused } = await t.lines(1, () =>
      t.call(session, { gateway: `log-${breaks}`, headers: { ...NO_TOKEN, origin: null } }),
    );
    equal(refused.status, 403, `status of a refusal when log ${breaks}`);
  }
}

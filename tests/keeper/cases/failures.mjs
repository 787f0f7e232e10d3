// Failing calls, wrong clocks, and merchants who change the session meanwhile.

import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { DAY, EARLY, HOUR, MINUTE, RENEWAL, WINDOW } from "../scene.mjs";

/** Keeps a session whose hold expires, and is renewed, in an hour. */
async function nearlyDue(env) {
  const session = await env.session();
  await session.keep();
  await session.pass(WINDOW - HOUR);
  return session;
}

/** Keeps a session whose live hold is renewed in an hour. */
async function nearlyEarly(env, options) {
  const session = await env.session(options);
  await session.keep({ renew: "before" });
  await session.pass(EARLY - HOUR);
  return session;
}

/** The notices of a renewal after a failure that the merchant is notified of. */
const FAILING = ["hold.expiring", "hold.expired", "hold.failing", "hold.renewed"];

async function placesOneHold(session, notices = RENEWAL) {
  const entry = await session.entry();
  has(entry, { reauths: 1, holds_placed: 1 });
  equal(entry.idempotency_keys.length, 1, "keys");
  has(await session.status(), { state: "keeping", reauths: 1, pending: null });
  deepEqual(
    (await session.notices(notices.length)).map(({ type }) => type),
    notices,
  );
}

const LOST = [
  { name: "reset_in_headers" },
  { name: "reset_in_body" },
  { name: "truncate" },
  { name: "empty" },
  { name: "status", status: 500, applied: true },
  { name: "html", applied: true },
  { name: "redirect", applied: true },
  { name: "hang", applied: true },
  { name: "status", status: 408, applied: true },
];

const NOT_DONE = [
  { name: "reset" },
  { name: "status", status: 503 },
  { name: "status", status: 429, retry_after: "90" },
  { name: "status", status: 409 },
  { name: "status", status: 401 },
  { name: "status", status: 403 },
];

export const failures = {
  ...Object.fromEntries(
    LOST.map((fault) => [
      `places_one_hold_when_the_response_is_lost: ${describe(fault)}`,
      async (env) => {
        const session = await nearlyDue(env);
        await session.plan([{ ...fault, method: "POST" }]);
        await session.pass(3 * HOUR);
        await placesOneHold(session);
        // The read showed the new hold, so that nothing was sent again.
        equal((await session.entry()).requests.POST, 1);
      },
    ]),
  ),
  ...Object.fromEntries(
    NOT_DONE.map((fault) => [
      `retries_with_the_same_idempotency_key: ${describe(fault)}`,
      async (env) => {
        const session = await nearlyDue(env);
        await session.plan([{ ...fault, method: "POST", times: 2 }]);
        await session.pass(3 * HOUR);
        const isKey = fault.status === 401 || fault.status === 403;
        await placesOneHold(session, isKey ? FAILING : RENEWAL);
        equal((await session.entry()).requests.POST, 3);
      },
    ]),
  ),
  async survives_a_two_day_outage(env) {
    const session = await nearlyDue(env);
    await session.plan([{ name: "status", status: 503, retry_after: "0", times: 100_000 }]);
    await session.pass(2 * DAY);
    has(await session.entry(), { reauths: 0 });
    has((await session.status()).next, { why: "the failed call is retried then" });
    const { requests } = await session.entry();
    ok(requests.GET < 300, `${requests.GET} requests in two days`);
    await session.plan([]);
    await session.pass(2 * HOUR);
    has(await session.entry(), { reauths: 1, holds_placed: 1, holds_expired: 1 });
    await placesOneHold(session, ["hold.expiring", "hold.failing", "hold.expired", "hold.renewed"]);
    await session.pass(WINDOW);
    has(await session.entry(), { reauths: 2, holds_expired: 2 });
  },
  async survives_an_outage_that_begins_during_a_cycle(env) {
    const session = await nearlyDue(env);
    // The reauth is applied, and then Flex is unreachable.
    await session.plan([
      { name: "reset_in_headers", method: "POST" },
      { name: "delay", delay_ms: 0, method: "GET" },
      { name: "status", status: 503, retry_after: "0", times: 100_000 },
    ]);
    await session.pass(DAY);
    has((await session.status()).pending, { sends: 1 });
    await session.plan([]);
    await session.pass(2 * HOUR);
    await placesOneHold(session, FAILING);
    equal((await session.entry()).requests.POST, 1);
  },
  async renews_a_hold_once_it_has_expired_after_flex_refused_to_do_so_earlier(env) {
    const session = await nearlyEarly(env);
    const placed = session.now() - (EARLY - HOUR);
    await session.plan([{ name: "status", status: 400, code: "reauth_too_soon", method: "POST" }]);
    await session.pass(2 * HOUR);
    const error = { kind: "invalid_request", status: 400, code: "reauth_too_soon" };
    const { state, history, refusal, next, pending } = await session.status();
    deepEqual([state, pending], ["keeping", null]);
    has(history[0], { outcome: "rejected", refused: error });
    has(refusal, { meaning: "not_yet", error });
    ok(Math.abs(next.at - (placed + WINDOW)) < MINUTE, `planned ${next.at - placed} ms after the start`);
    has(await listed(env, session), { state: "keeping", nextAt: next.at, refusal });
    const [{ type, data }, expiring] = await session.notices(2);
    equal(type, "hold.reauth_refused");
    equal(expiring.type, "hold.expiring");
    has(data, { error, next_at: new Date(next.at).toISOString() });
    has(data.refusal, { meaning: "not_yet", read_at: new Date(refusal.readAt).toISOString() });
    has(data.holds[0], { status: "requires_capture", holds_money: true });
    await session.pass(21 * HOUR);
    has(await session.entry(), { reauths: 0, holds_expired: 0, requests: { GET: 3, POST: 1 } });
    await session.pass(DAY);
    const entry = await session.entry();
    has(entry, { reauths: 1, holds_placed: 1, holds_expired: 1 });
    equal(entry.requests.POST, 2);
    has(await session.status(), { state: "keeping", reauths: 1, refusal: null });
    has(await listed(env, session), { reauths: 1, refusal: null });
    const notices = await session.notices(4);
    deepEqual(
      notices.map(({ type }) => type),
      ["hold.reauth_refused", ...RENEWAL],
    );
    ok(notices[0].data.idempotency_key !== notices[3].data.idempotency_key, "the key was reused");
  },
  async renews_at_once_when_flex_reports_the_expiry_after_a_refusal(env) {
    const session = await nearlyEarly(env, { life: EARLY + 2 * HOUR });
    await session.plan([{ name: "status", status: 400, code: "reauth_too_soon", method: "POST" }]);
    await session.pass(4 * HOUR);
    const { reauths, holds_expired, payment_intents } = await session.entry();
    deepEqual([reauths, holds_expired], [0, 1]);
    await session.reportExpiry(payment_intents[0]);
    await session.settle();
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
    has(await session.status(), { state: "keeping", reauths: 1, refusal: null });
  },
  async retries_a_declined_reauth_daily_until_max_reauths(env) {
    const session = await env.session({ kind: "expired" });
    await session.plan([{ name: "status", status: 402, code: "card_declined", method: "POST", times: 9 }]);
    const status = await session.keep({ maxReauths: 3, declinedRetryHours: 12 });
    deepEqual([status.state, status.policy.declinedRetryHours], ["keeping", 12]);
    has(status.refusal, { meaning: "declined" });
    has(status.refusal.error, { status: 402, code: "card_declined" });
    ok(Math.abs(status.next.at - (session.now() + 12 * HOUR)) < MINUTE, "the next attempt");
    await session.pass(11 * HOUR);
    equal((await session.entry()).requests.POST, 1);
    await session.pass(3 * DAY);
    equal((await session.entry()).requests.POST, 3);
    has((await session.status()).stopped, { reason: "rejected", detail: "card_declined" });
    const notices = await session.notices(4);
    deepEqual(
      notices.map(({ type }) => type),
      ["hold.expired", "hold.reauth_refused", "hold.reauth_refused", "hold.stopped"],
    );
  },
  async detects_an_unreported_capture_before_a_reauth(env) {
    const session = await nearlyDue(env);
    await session.operate("capture");
    await session.pass(2 * HOUR);
    has((await session.status()).stopped, { reason: "captured" });
    // The capture itself is the one POST.
    has(await session.entry(), { reauths: 0, holds_placed: 0, requests: { GET: 3, POST: 1 } });
  },
  async places_no_hold_when_the_session_is_captured_during_a_reauth(env) {
    const session = await nearlyEarly(env);
    await session.plan([{ name: "delay", delay_ms: 700, method: "POST" }]);
    const passing = session.pass(HOUR + MINUTE);
    await until(async () => (await session.status()).pending !== null);
    await session.plan([]);
    await session.operate("capture");
    equal(
      (await env.webhook({ type: "charge.captured", checkout_session_id: session.id })).result,
      "handled",
    );
    await passing;
    await session.pass(HOUR);
    has((await session.status()).stopped, { reason: "captured" });
    has(await session.entry(), { reauths: 0, holds_placed: 0 });
  },
  async stops_retrying_after_a_capture(env) {
    const session = await nearlyEarly(env);
    await session.plan([{ name: "reset", method: "POST" }]);
    await session.pass(HOUR + 10_000);
    has((await session.status()).pending, { sends: 1 });
    await session.operate("capture");
    await env.webhook({ type: "charge.captured", checkout_session_id: session.id });
    await session.pass(HOUR);
    const { stopped, history } = await session.status();
    equal(stopped.reason, "captured");
    equal(history[0].outcome, "not_placed");
    has(await session.entry(), { reauths: 0, holds_placed: 0 });
    // The lost reauth, and the capture.
    equal((await session.entry()).requests.POST, 2);
  },
  async releases_only_after_a_pending_reauth_is_resolved(env) {
    const session = await nearlyDue(env);
    await session.plan([{ name: "reset_in_headers", method: "POST" }]);
    await session.pass(HOUR + 5_000);
    await session.plan([{ name: "status", status: 503, retry_after: "0", times: 3 }]);
    has(await session.release("shipped"), { state: "keeping" });
    await session.pass(HOUR);
    has((await session.status()).stopped, { reason: "released", detail: "shipped" });
    const notices = await session.notices(4);
    deepEqual(
      notices.map(({ type, data }) => [type, data.holds[0].holds_money]),
      [
        ["hold.expiring", true],
        ["hold.expired", false],
        ["hold.renewed", true],
        ["hold.stopped", true],
      ],
    );
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
  },
  async tolerates_clock_skew(env) {
    await Promise.all(
      [-30 * DAY, -2 * DAY, -HOUR, HOUR, 2 * DAY, 30 * DAY].map(async (skew) => {
        // Flex's holds do not expire here: by its own clock they would at once.
        const session = await env.session({ life: null });
        session.skew = skew;
        const policy = { renew: "before", maxReauths: 100 };
        await session.keep(policy);
        await session.pass(1);
        await session.keep(policy);
        await session.pass(15 * DAY);
        const { reauths } = await session.entry();
        if (env.mode === "refuses_live") {
          const { state, refusal } = await session.status();
          deepEqual([reauths, state, refusal.meaning], [0, "keeping", "not_yet"]);
          return;
        }
        ok(reauths >= 3 && reauths <= 5, `${reauths} reauths with a skew of ${skew / HOUR} hours`);
        const { history } = await session.status();
        history.slice(1).forEach(({ startedAt }, index) => {
          ok(startedAt - history[index].startedAt >= EARLY, `two within a cycle, ${skew / HOUR}`);
        });
      }),
    );
  },
  async estimates_the_start_without_a_timestamp(env) {
    for (const created_at of [{ $null: true }, "<string>", 7, "1970-01-01T00:00:00Z"]) {
      const session = await env.session({
        kind: "hold_expiring",
        life: null,
        patch: { payment_intent: { created_at } },
      });
      await session.keep({ renew: "before" });
      await session.pass(DAY);
      const renewals = env.mode === "refuses_live" ? 0 : 1;
      // The session is a week old, and so its hold may be.
      has(await session.entry(), { reauths: renewals, holds_placed: renewals });
      await session.pass(EARLY - 2 * DAY);
      has(await session.entry(), { reauths: renewals });
      await session.pass(2 * DAY);
      has(await session.entry(), { reauths: 2 * renewals });
      ok((await session.status()).holds[0].startEstimated, "the start is not marked as an estimate");
    }
  },
  async survives_holds_that_expire_early(env) {
    const session = await env.session({ life: WINDOW / 4 });
    await session.keep();
    await session.pass(WINDOW / 3);
    has(await session.entry(), { holds_expired: 1, reauths: 0 });
    const { payment_intents } = await session.entry();
    await session.reportExpiry(payment_intents[0]);
    await session.settle();
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
  },
};

function describe({ name, status }) {
  return status ? `${name} ${status}` : name;
}

/** Returns the session's row of the index. */
async function listed(env, session) {
  const { holds } = await env.keeper("list", { limit: 1000 });
  return holds.find(({ sessionId }) => sessionId === session.id);
}

async function until(condition) {
  for (const started = Date.now(); !(await condition()); ) {
    ok(Date.now() - started < 20_000, "timed out");
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

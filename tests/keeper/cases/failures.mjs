// Calls that fail, clocks that are wrong, and merchants who do something meanwhile.

import { deepEqual, equal, has, ok } from "../../support/assert.js";
import { CYCLE, DAY, HOUR, MINUTE, WINDOW } from "../scene.mjs";

/** A session whose reauth is due in an hour. */
async function nearlyDue(world, options) {
  const session = await world.session(options);
  await session.keep();
  await session.pass(CYCLE - HOUR);
  return session;
}

async function placesOneHold(session, told = ["hold.renewed"]) {
  const entry = await session.entry();
  has(entry, { reauths: 1, holds_placed: 1 });
  equal(entry.idempotency_keys.length, 1, "keys");
  has(await session.status(), { state: "keeping", reauths: 1, pending: null });
  deepEqual(
    (await session.told(told.length)).map(({ type }) => type),
    told,
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
      `places_one_hold_where_the_answer_is_lost: ${describe(fault)}`,
      async (world) => {
        const session = await nearlyDue(world);
        await session.plan([{ ...fault, method: "POST" }]);
        await session.pass(3 * HOUR);
        await placesOneHold(session);
        // The look showed the new hold, so that nothing was sent again.
        equal((await session.entry()).requests.POST, 1);
      },
    ]),
  ),
  ...Object.fromEntries(
    NOT_DONE.map((fault) => [
      `sends_again_with_the_same_key_what_was_not_done: ${describe(fault)}`,
      async (world) => {
        const session = await nearlyDue(world);
        await session.plan([{ ...fault, method: "POST", times: 2 }]);
        await session.pass(3 * HOUR);
        const isKey = fault.status === 401 || fault.status === 403;
        await placesOneHold(session, [...(isKey ? ["hold.failing"] : []), "hold.renewed"]);
        equal((await session.entry()).requests.POST, 3);
      },
    ]),
  ),
  async survives_an_outage_of_flex_of_two_days(world) {
    const session = await nearlyDue(world);
    await session.plan([{ name: "status", status: 503, retry_after: "0", times: 100_000 }]);
    await session.pass(2 * DAY);
    has(await session.entry(), { reauths: 0 });
    has((await session.status()).next, { why: "then what failed is tried again" });
    const { requests } = await session.entry();
    ok(requests.GET < 300, `${requests.GET} requests in two days`);
    await session.plan([]);
    await session.pass(2 * HOUR);
    has(await session.entry(), { reauths: 1, holds_placed: 1, holds_expired: 1 });
    await placesOneHold(session, ["hold.failing", "hold.renewed"]);
    await session.pass(CYCLE);
    has(await session.entry(), { reauths: 2, holds_expired: 1 });
  },
  async survives_an_outage_that_begins_in_mid_cycle(world) {
    const session = await nearlyDue(world);
    // The reauth is sent, and applied, and from then on nothing is heard of Flex.
    await session.plan([
      { name: "reset_in_headers", method: "POST" },
      { name: "delay", delay_ms: 0, method: "GET" },
      { name: "status", status: 503, retry_after: "0", times: 100_000 },
    ]);
    await session.pass(DAY);
    has((await session.status()).pending, { sends: 1 });
    await session.plan([]);
    await session.pass(2 * HOUR);
    await placesOneHold(session, ["hold.failing", "hold.renewed"]);
    equal((await session.entry()).requests.POST, 1);
  },
  async stops_where_flex_refuses(world) {
    const session = await nearlyDue(world);
    await session.plan([{ name: "status", status: 422, code: "card_declined", method: "POST" }]);
    await session.pass(2 * DAY);
    const { stopped, history } = await session.status();
    has(stopped, { reason: "rejected", detail: "card_declined" });
    has(history[0], {
      outcome: "rejected",
      refused: { kind: "invalid_request", status: 422, code: "card_declined" },
    });
    equal((await session.entry()).requests.POST, 1);
    const [{ type, data }] = await session.told(1);
    deepEqual([type, data.reason, data.detail], ["hold.stopped", "rejected", "card_declined"]);
  },
  async sees_a_capture_that_nobody_told_of_before_it_acts(world) {
    const session = await nearlyDue(world);
    await session.operate("capture");
    await session.pass(2 * HOUR);
    has((await session.status()).stopped, { reason: "captured" });
    // The capture itself is the one POST.
    has(await session.entry(), { reauths: 0, holds_placed: 0, requests: { GET: 2, POST: 1 } });
  },
  async places_no_hold_when_the_money_is_captured_while_a_reauth_is_under_way(world) {
    const session = await nearlyDue(world);
    await session.plan([{ name: "delay", delay_ms: 700, method: "POST" }]);
    const passing = session.pass(HOUR + MINUTE);
    await until(async () => (await session.status()).pending !== null);
    await session.plan([]);
    await session.operate("capture");
    equal(
      (await world.webhook({ type: "charge.captured", checkout_session_id: session.id })).result,
      "handled",
    );
    await passing;
    await session.pass(HOUR);
    has((await session.status()).stopped, { reason: "captured" });
    has(await session.entry(), { reauths: 0, holds_placed: 0 });
  },
  async sends_nothing_again_once_the_money_is_captured(world) {
    const session = await nearlyDue(world);
    await session.plan([{ name: "reset", method: "POST" }]);
    await session.pass(HOUR + 10_000);
    has((await session.status()).pending, { sends: 1 });
    await session.operate("capture");
    await world.webhook({ type: "charge.captured", checkout_session_id: session.id });
    await session.pass(HOUR);
    const { stopped, history } = await session.status();
    equal(stopped.reason, "captured");
    equal(history[0].outcome, "not_placed");
    has(await session.entry(), { reauths: 0, holds_placed: 0 });
    // The reauth that was lost, and the capture.
    equal((await session.entry()).requests.POST, 2);
  },
  async lets_go_only_when_it_knows_what_came_of_a_reauth(world) {
    const session = await nearlyDue(world);
    await session.plan([{ name: "reset_in_headers", method: "POST" }]);
    await session.pass(HOUR + 5_000);
    await session.plan([{ name: "status", status: 503, retry_after: "0", times: 3 }]);
    has(await session.release("shipped"), { state: "keeping" });
    await session.pass(HOUR);
    has((await session.status()).stopped, { reason: "released", detail: "shipped" });
    const told = await session.told(2);
    deepEqual(
      told.map(({ type, data }) => [type, data.holds[0].holds_money]),
      [
        ["hold.renewed", true],
        ["hold.stopped", true],
      ],
    );
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
  },
  async is_not_misled_by_clocks_that_differ(world) {
    await Promise.all(
      [-30 * DAY, -2 * DAY, -HOUR, HOUR, 2 * DAY, 30 * DAY].map(async (skew) => {
        // Flex's holds do not expire here: by its own clock they would at once.
        const session = await world.session({ life: null });
        session.skew = skew;
        await session.keep({ maxReauths: 100 });
        await session.pass(1);
        await session.keep({ maxReauths: 100 });
        await session.pass(15 * DAY);
        const { reauths } = await session.entry();
        ok(reauths >= 3 && reauths <= 5, `${reauths} reauths with a skew of ${skew / HOUR} hours`);
        const { history } = await session.status();
        history.slice(1).forEach(({ startedAt }, index) => {
          ok(startedAt - history[index].startedAt >= CYCLE, `two within a cycle, ${skew / HOUR}`);
        });
      }),
    );
  },
  async reckons_where_flex_tells_no_time(world) {
    for (const created_at of [{ $null: true }, "<string>", 7, "1970-01-01T00:00:00Z"]) {
      const session = await world.session({
        kind: "hold_expiring",
        life: null,
        patch: { payment_intent: { created_at } },
      });
      await session.keep();
      await session.pass(DAY);
      // Its session is a week old, and so its hold may be.
      has(await session.entry(), { reauths: 1, holds_placed: 1 });
      await session.pass(CYCLE - 2 * DAY);
      has(await session.entry(), { reauths: 1 });
      await session.pass(2 * DAY);
      has(await session.entry(), { reauths: 2 });
      ok((await session.status()).holds[0].startEstimated, "it says that it guessed");
    }
  },
  async survives_holds_that_end_before_their_time(world) {
    const session = await world.session({ life: WINDOW / 4 });
    await session.keep();
    await session.pass(WINDOW / 3);
    has(await session.entry(), { holds_expired: 1, reauths: 0 });
    const { payment_intents } = await session.entry();
    const charge = { charge_id: "fch_1", payment_intent: payment_intents[0], status: "expired" };
    await world.webhook({ type: "charge.expired", data: { object: charge } });
    await session.settle();
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
  },
};

function describe({ name, status }) {
  return status ? `${name} ${status}` : name;
}

async function until(condition) {
  for (const started = Date.now(); !(await condition()); ) {
    ok(Date.now() - started < 20_000, "it never came");
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

// A session's life when nothing fails, and what the keeper tells of it.

import { deepEqual, equal, has, ok, rejects } from "../../support/assert.js";
import { CYCLE, DAY, HOUR } from "../scene.mjs";

export const life = {
  async keeps_a_hold_for_four_weeks_with_seven_reauths_of_one_hold_each(world) {
    const session = await world.session();
    const started = session.now();
    const status = await session.keep({ until: started + 28 * DAY });
    has(status, { sessionId: session.id, state: "keeping", reauths: 0, stopped: null, pending: null });
    ok(
      Math.abs(status.next.at - (started + CYCLE)) < HOUR,
      `the first is planned for ${status.next.at - started}`,
    );
    for (let cycle = 1; cycle <= 7; cycle++) {
      const [before] = (await session.entry()).payment_intents;
      await session.pass(CYCLE);
      const entry = await session.entry();
      has(entry, { reauths: cycle, holds_placed: cycle, holds_expired: 0 }, `cycle ${cycle}`);
      const { history, holds } = await session.status();
      equal(history.length, cycle);
      has(history.at(-1), { outcome: "applied", from: [before], to: entry.payment_intents, sends: 1 });
      deepEqual(
        holds.map((hold) => hold.payment_intent_id),
        entry.payment_intents,
        "the holds",
      );
      equal(entry.checkout_session.payment_intent.status, "requires_capture");
    }
    await session.pass(30 * DAY);
    const entry = await session.entry();
    has(entry, { reauths: 7, holds_placed: 7 });
    equal(entry.idempotency_keys.length, 7);
    // One look at first, and one before each reauth.
    deepEqual(entry.requests, { GET: 8, POST: 7 }, "requests");
    has((await session.status()).stopped, { reason: "max_reauths" });
    const told = await session.told(8);
    deepEqual(
      told.map(({ type }) => type),
      [...Array(7).fill("hold.renewed"), "hold.stopped"],
      "what the merchant was told",
    );
    const intents = [...entry.former_payment_intents, ...entry.payment_intents];
    told.slice(0, 7).forEach(({ data }, cycle) => {
      has(data.holds[0], {
        former_payment_intent_id: intents[cycle],
        payment_intent_id: intents[cycle + 1],
        cart: "session",
        status: "requires_capture",
        holds_money: true,
      });
    });
  },
  async renews_both_holds_of_a_split_cart_in_one_reauth(world) {
    const session = await world.session({ kind: "split_cart", age: DAY });
    const { next, holds } = await session.keep();
    equal(holds.length, 2);
    ok(Math.abs(next.at - (session.now() - DAY + CYCLE)) < HOUR, "the age of the holds counts");
    await session.pass(CYCLE - DAY + HOUR);
    has(await session.entry(), { reauths: 1, holds_placed: 2 });
    const [{ data }] = await session.told(1);
    deepEqual(
      data.holds.map(({ cart }) => cart),
      ["eligible", "non_eligible"],
    );
    const former = (await session.entry()).former_payment_intents;
    deepEqual(
      data.holds.map((hold) => hold.former_payment_intent_id),
      former,
    );
  },
  async acts_at_once_for_a_hold_that_expired_before_it_was_kept(world) {
    const session = await world.session({ kind: "expired" });
    await session.keep();
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
  },
  async leaves_alone_what_has_no_hold(world) {
    for (const [kind, reason] of [
      ["captured", "captured"],
      ["automatic", "not_manual"],
    ]) {
      const session = await world.session({ kind });
      const { state, stopped, next } = await session.keep();
      deepEqual({ state, reason: stopped.reason, next }, { state: "stopped", reason, next: null });
      await session.pass(30 * DAY);
      equal((await session.entry()).requests.POST, undefined);
    }
  },
  async lets_go_and_keeps_anew(world) {
    const session = await world.session();
    await session.keep();
    has((await session.release("shipped")).stopped, { reason: "released", detail: "shipped" });
    await session.pass(10 * DAY);
    equal((await session.entry()).reauths, 0);
    await session.keep();
    has(await session.entry(), { reauths: 1, holds_expired: 1 });
    has(await session.status(), { state: "keeping", reauths: 1 });
  },
  async keeps_under_another_policy_from_then_on(world) {
    const session = await world.session();
    await session.keep();
    const { next, policy } = await session.keep({ window: 7 * DAY, margin: DAY });
    has(policy, { window: 7 * DAY, margin: DAY, until: null, maxReauths: 7 });
    ok(Math.abs(next.at - (session.now() + 6 * DAY)) < HOUR, "the new plan");
  },
  async lists_what_is_kept_page_by_page(world) {
    const sessions = await Promise.all(Array.from({ length: 5 }, () => world.session()));
    for (const session of sessions) await session.keep();
    await sessions[0].release();
    await Promise.all(sessions.map((session) => session.settle()));
    const seen = new Map();
    let pages = 0;
    for (let cursor; cursor !== null; pages++) {
      const page = await world.keeper("list", { limit: 2, ...(cursor && { cursor }) });
      ok(page.holds.length <= 2, "too many");
      for (const hold of page.holds) {
        ok(!seen.has(hold.sessionId), `${hold.sessionId} is on two pages`);
        seen.set(hold.sessionId, hold);
      }
      cursor = page.cursor;
    }
    ok(pages >= 3, `${pages} pages`);
    for (const session of sessions) {
      const { state, reason, paymentIntentIds, nextAt } = seen.get(session.id) ?? {};
      const { state: expected, stopped, next } = await session.status();
      const intents = (await session.entry()).payment_intents;
      deepEqual(
        { state, reason, paymentIntentIds, nextAt },
        {
          state: expected,
          reason: stopped?.reason ?? null,
          paymentIntentIds: intents,
          nextAt: next?.at ?? null,
        },
      );
    }
    const stopped = await world.keeper("list", { state: "stopped", limit: 1000 });
    ok(
      stopped.holds.some(({ sessionId }) => sessionId === sessions[0].id),
      "the released one",
    );
    ok(!stopped.holds.some(({ sessionId }) => sessionId === sessions[1].id), "a kept one");
  },
  async wakes_an_object_whose_alarm_was_lost_and_forgets_a_row_without_one(world) {
    const session = await world.session({ age: 0, life: null });
    // By the index it is overdue, and nothing will wake it.
    await session.jump(-100 * HOUR);
    await session.keep();
    await session.jump(0);
    const row = ["fcs_00NOOBJECT", "keeping", 1, 0, "[]", 1, 1];
    await world.index("INSERT INTO flex_holds VALUES (?, ?, NULL, ?, ?, ?, ?, ?)", ...row);
    await world.index("INSERT INTO flex_hold_payment_intents VALUES (?, ?)", "fpi_00NOOBJECT", row[0]);
    equal(await world.keeper("sweep"), 2);
    has(await session.entry(), { reauths: 1 });
    equal(await world.keeper("sweep"), 0);
    for (const table of ["flex_holds", "flex_hold_payment_intents"]) {
      deepEqual(await world.index(`SELECT * FROM ${table} WHERE session_id = ?`, row[0]), [], table);
    }
  },
  async says_what_it_cannot_use(world) {
    const { id } = await world.session();
    for (const [call, sentence] of [
      [["keep", ""], "the session's id must be 1 to 128 letters"],
      [["keep", "a/b"], "the session's id must be 1 to 128 letters"],
      [["keep", id, { window: 5 }], "window must be a whole number of milliseconds"],
      [["keep", id, { retries: 5 }], "the policy has no option retries"],
      [["release", id, 7], "reason must be a string"],
      [["list", { limit: 0 }], "limit must be a whole number from 1 to 1000"],
      [["list", { state: "odd" }], "state must be"],
      [["list", { cursor: "%" }], "cursor must be one that a page gave"],
    ]) {
      const error = await rejects(() => world.keeper(...call), JSON.stringify(call));
      has(error, { name: "FlexError", kind: "configuration" });
      ok(error.message.includes(sentence), `${JSON.stringify(call)}: ${error.message}`);
    }
    equal(await world.keeper("status", id), null);
    equal(await world.keeper("release", id), null);
    deepEqual(await world.object(id, "rows", "SELECT name FROM sqlite_master WHERE name = 'keeper'"), []);
  },
  async says_so_where_flex_knows_no_such_session(world) {
    const status = await world.keeper("keep", "fcs_01HW5KTQQAAQ66WV19MFW4DTT4");
    has(status.stopped, { reason: "not_found", detail: "checkout_session_not_found" });
  },
};

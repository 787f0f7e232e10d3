// A session's life without failures, and its notices.

import { deepEqual, equal, has, ok, rejects } from "../../support/assert.js";
import { DAY, EARLY, HOUR, RENEWAL, WINDOW } from "../scene.mjs";

export const life = {
  async renews_both_holds_of_a_split_cart_in_one_reauth(env) {
    const session = await env.session({ kind: "split_cart", age: DAY });
    const { next, holds } = await session.keep();
    equal(holds.length, 2);
    ok(Math.abs(next.at - (session.now() - DAY + EARLY)) < HOUR, "the age of the holds counts");
    await session.pass(WINDOW - DAY + HOUR);
    has(await session.entry(), { reauths: 1, holds_placed: 2 });
    const notices = await session.notices(3);
    deepEqual(
      notices.map(({ type }) => type),
      RENEWAL,
    );
    const { data } = notices[2];
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
  async renews_an_expired_hold_at_once(env) {
    const session = await env.session({ kind: "expired" });
    await session.keep();
    has(await session.entry(), { reauths: 1, holds_placed: 1 });
  },
  async ignores_a_session_without_a_hold(env) {
    for (const [kind, reason] of [
      ["captured", "captured"],
      ["automatic", "not_manual"],
    ]) {
      const session = await env.session({ kind });
      const { state, stopped, next } = await session.keep();
      deepEqual({ state, reason: stopped.reason, next }, { state: "stopped", reason, next: null });
      await session.pass(30 * DAY);
      equal((await session.entry()).requests.POST, undefined);
    }
  },
  async releases_and_keeps_again(env) {
    const session = await env.session();
    await session.keep();
    has((await session.release("shipped")).stopped, { reason: "released", detail: "shipped" });
    await session.pass(10 * DAY);
    equal((await session.entry()).reauths, 0);
    await session.keep();
    has(await session.entry(), { reauths: 1, holds_expired: 1 });
    has(await session.status(), { state: "keeping", reauths: 1 });
  },
  async applies_a_new_policy(env) {
    const session = await env.session();
    await session.keep();
    const { next, policy, captureBy, canRenew } = await session.keep({ window: 7 * DAY, margin: DAY });
    has(policy, { renew: "expired", window: 7 * DAY, margin: DAY, until: null, maxReauths: 7 });
    ok(Math.abs(next.at - (session.now() + 6 * DAY)) < HOUR, "the new plan");
    equal(next.step, "notify");
    ok(Math.abs(captureBy - (session.now() + 7 * DAY)) < HOUR, "captureBy");
    deepEqual(canRenew, { now: false, reason: "live" });
  },
  async lists_sessions_page_by_page(env) {
    const sessions = await Promise.all(Array.from({ length: 5 }, () => env.session()));
    for (const session of sessions) await session.keep();
    await sessions[0].release();
    await Promise.all(sessions.map((session) => session.settle()));
    const seen = new Map();
    let pages = 0;
    for (let cursor; cursor !== null; pages++) {
      const page = await env.keeper("list", { limit: 2, ...(cursor && { cursor }) });
      ok(page.holds.length <= 2, "too many");
      for (const hold of page.holds) {
        ok(!seen.has(hold.sessionId), `${hold.sessionId} is on two pages`);
        seen.set(hold.sessionId, hold);
      }
      cursor = page.cursor;
    }
    ok(pages >= 3, `${pages} pages`);
    for (const session of sessions) {
      const { state, reason, paymentIntentIds, nextAt, nextStep, captureBy, canRenew } =
        seen.get(session.id) ?? {};
      const { state: expected, stopped, next, ...status } = await session.status();
      const intents = (await session.entry()).payment_intents;
      deepEqual(
        { state, reason, paymentIntentIds, nextAt, nextStep, captureBy, canRenew },
        {
          state: expected,
          reason: stopped?.reason ?? null,
          paymentIntentIds: intents,
          nextAt: next?.at ?? null,
          nextStep: next?.step ?? null,
          captureBy: status.captureBy,
          canRenew: status.canRenew,
        },
      );
    }
    const stopped = await env.keeper("list", { state: "stopped", limit: 1000 });
    ok(
      stopped.holds.some(({ sessionId }) => sessionId === sessions[0].id),
      "the released one",
    );
    ok(
      !stopped.holds.some(({ sessionId }) => sessionId === sessions[1].id),
      "a kept session is listed as stopped",
    );
  },
  async wakes_an_object_whose_alarm_was_lost_and_forgets_a_row_without_one(env) {
    const session = await env.session({ age: 0, life: null });
    // By the index it is overdue, and no alarm will wake it.
    await session.jump(-100 * HOUR);
    await session.keep();
    await session.jump(0);
    const row = ["fcs_00NOOBJECT", "keeping", 1, 0, "[]", 1, 1];
    await env.index("INSERT INTO flex_holds VALUES (?, ?, NULL, ?, ?, ?, ?, ?)", ...row);
    await env.index("INSERT INTO flex_hold_payment_intents VALUES (?, ?)", "fpi_00NOOBJECT", row[0]);
    equal(await env.keeper("sweep"), 2);
    has((await session.notices(1))[0], { type: "hold.expiring" });
    equal(await env.keeper("sweep"), 0);
    for (const table of ["flex_holds", "flex_hold_payment_intents"]) {
      deepEqual(await env.index(`SELECT * FROM ${table} WHERE session_id = ?`, row[0]), [], table);
    }
  },
  async rejects_invalid_arguments(env) {
    const { id } = await env.session();
    for (const [call, sentence] of [
      ...["keep", "release", "status"].flatMap((call) =>
        [undefined, null, "", "a/b", "\ud83d", "fcs_\u0000", "é", "f".repeat(129), 7, [id], {}].map((bad) => [
          [call, bad],
          "sessionId must be 1 to 128 letters",
        ]),
      ),
      ...["x", 7, [], true, "\ud83d"].map((bad) => [["keep", id, bad], "policy must be an object"]),
      [["keep", id, { declinedRetryHours: 0 }], "declinedRetryHours must be a whole number of hours"],
      [["keep", id, { window: 5 }], "window must be a whole number of milliseconds"],
      [["keep", id, { until: "\ud83d" }], "until must be a time"],
      [["keep", id, { retries: 5 }], "the policy has no option retries"],
      [["keep", id, { "\ud83d": 5 }], "the policy has no option"],
      ...[7, null, "", [], {}, "x".repeat(501), "é".repeat(501)].map((bad) => [
        ["release", id, bad],
        "reason must be a string of 1 to 500 characters",
      ]),
      ...["\ud83d", "a\udc00b", "\udc00\ud83d"].map((bad) => [
        ["release", id, bad],
        "reason must be well-formed Unicode",
      ]),
      ...[null, 7, "x"].map((bad) => [["list", bad], "the options of list must be an object"]),
      [["list", { limits: 1 }], "list has no option limits"],
      ...["1", 1.5, -1, 1001, null, []].map((limit) => [["list", { limit }], "limit must be a whole number"]),
      ...["", "\ud83d", 7, null, "f".repeat(129)].map((cursor) => [["list", { cursor }], "cursor must be"]),
      ...[null, 7, "x", {}].map((bad) => [["handleWebhook", bad], "request must be the Request"]),
      ...[null, 7, {}, { messages: 7 }].map((bad) => [["deliver", bad], "batch must be the MessageBatch"]),
      [["list", { limit: 0 }], "limit must be a whole number from 1 to 1000"],
      [["list", { state: "odd" }], "state must be"],
      [["list", { cursor: "%" }], "cursor must be the cursor of a page from list"],
    ]) {
      const error = await rejects(() => env.keeper(...call), JSON.stringify(call));
      has(error, { name: "FlexError", kind: "configuration" });
      ok(error.message.includes(sentence), `${JSON.stringify(call)}: ${error.message}`);
    }
    equal(await env.keeper("status", id), null);
    equal(await env.keeper("release", id), null);
    deepEqual(await env.object(id, "rows", "SELECT name FROM sqlite_master WHERE name = 'keeper'"), []);
  },
  async stops_for_an_unknown_session(env) {
    const status = await env.keeper("keep", "fcs_01HW5KTQQAAQ66WV19MFW4DTT4");
    has(status.stopped, { reason: "not_found", detail: "checkout_session_not_found" });
  },
};

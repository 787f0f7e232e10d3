// Captures through the keeper.

import { deepEqual, equal, has, ok, rejects } from "../../support/assert.js";
import { HOUR, MINUTE, WINDOW } from "../scene.mjs";

const capture = (session, ...args) => session.env.keeper("capture", session.id, ...args);
const parcel = { final_capture: false, line_items: [{ product: "fprod_1", amount_to_capture: 4_000 }] };

export const captures = {
  async captures_the_newest_hold_and_stops(env) {
    const session = await env.session();
    await session.keep();
    await session.pass(WINDOW + MINUTE);
    const { payment_intents } = await session.entry();
    const { checkout_session_id, captures } = await capture(session);
    equal(checkout_session_id, session.id);
    equal(captures.length, 1);
    const { stopped, holds } = await session.status();
    has(stopped, { reason: "captured" });
    has(holds[0], { payment_intent_id: payment_intents[0], status: "succeeded" });
    await session.pass(10 * WINDOW);
    has(await session.entry(), { reauths: 1, captures_made: 1 });
  },
  async keeps_the_rest_after_a_partial_capture(env) {
    const session = await env.session();
    await session.keep();
    await capture(session, parcel);
    const { state, holds } = await session.status();
    equal(state, "keeping");
    equal(holds[0].amount_capturable, 12_999 - 4_000);
    await session.pass(WINDOW + MINUTE);
    has(await session.entry(), { reauths: 1 });
    await capture(session, { final_capture: true });
    has((await session.status()).stopped, { reason: "captured" });
  },
  async captures_once_when_the_response_is_lost(env) {
    for (const fault of [
      { name: "reset_in_headers" },
      { name: "truncate" },
      { name: "status", status: 500, applied: true },
    ]) {
      const session = await env.session();
      await session.keep();
      await session.plan([{ ...fault, method: "POST" }]);
      // The client repeats the request with its key, or reads the session.
      const { captures } = await capture(session, parcel);
      equal(captures.length, 1, fault.name);
      const { idempotency_keys, captures_made: count } = await session.entry();
      deepEqual([count, idempotency_keys.length], [1, 1], fault.name);
    }
  },
  async captures_once_when_the_object_dies(env) {
    for (const moment of [
      "retrieve:answered",
      "capture:written",
      "capture:stored",
      "capture:answered",
      "capture:noted",
    ]) {
      const session = await env.session();
      await session.keep();
      await session.dies({ moment });
      // The Worker repeats the call after the object was reset.
      const repeated = await capture(session, parcel).catch((error) => error);
      deepEqual(await session.deaths(), [moment]);
      const { captures_made, idempotency_keys } = await session.entry();
      deepEqual([captures_made, idempotency_keys.length], [1, 1], `${moment}: ${repeated.message}`);
      await session.pass(HOUR);
      has(await session.status(), { state: "keeping", pending: null }, moment);
      equal((await session.entry()).captures_made, 1, moment);
    }
  },
  async repeats_a_capture_of_unknown_outcome_with_its_key(env) {
    const session = await env.session();
    await session.keep();
    await session.plan([{ name: "status", status: 500, applied: true, method: "POST", times: 3 }]);
    const error = await rejects(() => capture(session, parcel), "a capture without a response");
    has(error, { name: "FlexError", kind: "server", outcome: "unknown" });
    const other = await rejects(() => capture(session, { final_capture: true }), "other parameters");
    has(other, { kind: "conflict", outcome: "not_sent" });
    ok(other.message.includes("the outcome of another capture is not known"), other.message);
    const { captures } = await capture(session, parcel);
    equal(captures.length, 1);
    const { idempotency_keys, captures_made: count } = await session.entry();
    deepEqual([count, idempotency_keys], [1, [error.idempotencyKey]]);
  },
  async sends_the_callers_key_and_one_capture_at_a_time(env) {
    const session = await env.session();
    await session.keep();
    const keys = [`${session.id}-1`, `${session.id}-2`];
    const results = await Promise.allSettled(
      keys.map((idempotencyKey) => capture(session, parcel, { idempotencyKey })),
    );
    deepEqual(
      results.map(({ reason }) => reason?.message),
      [undefined, undefined],
    );
    deepEqual((await session.entry()).idempotency_keys.sort(), keys);
  },
  async sends_no_capture_that_cannot_succeed(env) {
    const expired = await env.session();
    await expired.keep({ maxReauths: 1 });
    await expired.plan([{ name: "status", status: 402, code: "card_declined", method: "POST", times: 9 }]);
    await expired.pass(WINDOW + MINUTE);
    has(await rejects(() => capture(expired), "an expired hold"), {
      kind: "invalid_request",
      outcome: "not_sent",
    });
    const pending = await env.session();
    await pending.keep();
    await pending.pass(WINDOW - HOUR);
    await pending.plan([{ name: "status", status: 503, retry_after: "0", method: "POST", times: 9 }]);
    await pending.pass(HOUR + 5_000);
    ok((await pending.status()).pending, "no reauth is pending");
    has(await rejects(() => capture(pending), "a pending reauth"), { kind: "conflict", outcome: "not_sent" });
    equal((await pending.entry()).captures_made, 0);
    const unkept = await env.session();
    has(await rejects(() => capture(unkept), "a session that is not kept"), { kind: "not_found" });
    const unreadable = await env.session();
    await unreadable.keep();
    await unreadable.plan([{ name: "status", status: 503, retry_after: "0", times: 9 }]);
    has(await rejects(() => capture(unreadable), "an unreadable session"), {
      kind: "server",
      outcome: "not_sent",
    });
    has(await unreadable.status(), { state: "keeping", failures: 1 });
    await unreadable.plan([]);
    await unreadable.pass(HOUR);
    has(await unreadable.status(), { state: "keeping", failures: 0 });
  },
  async captures_a_session_that_is_no_longer_kept(env) {
    const session = await env.session();
    await session.keep();
    await session.release();
    const { captures } = await capture(session);
    equal(captures.length, 1);
    has(await session.status(), { state: "stopped", next: null });
  },
  async rejects_invalid_captures(env) {
    const session = await env.session();
    await session.keep();
    for (const [args, sentence] of [
      [[[]], "the parameters of capture must be a plain object"],
      [["x"], "the parameters of capture must be a plain object"],
      [[{ amount: 5 }], "amount"],
      [[{ line_items: [{ product: "fprod_1", amount_to_capture: 1.5 }] }], "line_items[0].amount_to_capture"],
      [[{}, { key: "x" }], "capture has no option key"],
      [[{}, { idempotencyKey: "é" }], "idempotencyKey must be 1 to 255 visible ASCII characters"],
    ]) {
      const error = await rejects(() => capture(session, ...args), JSON.stringify(args));
      has(error, { name: "FlexError", kind: "configuration" });
      ok(error.message.includes(sentence), `${JSON.stringify(args)}: ${error.message}`);
    }
    equal((await session.entry()).captures_made, 0);
    // A failed capture leaves nothing behind.
    await capture(session, parcel);
    equal((await session.entry()).captures_made, 1);
  },
};

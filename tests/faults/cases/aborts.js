// A call that is aborted settles at once, at whatever moment, for whatever reason.

import { equal, ok } from "../../support/assert.js";
import { watchListeners } from "../../support/signals.js";
import { within } from "../../support/within.js";
import { sleep } from "../scene.js";

const REASONS = {
  no_reason: undefined,
  a_text: "the customer left",
  an_object: { code: 7 },
  null: null,
  an_error: new Error("the customer left"),
  a_dom_exception: new DOMException("too slow", "TimeoutError"),
  a_number: 0,
};

/** A fetch that notes when headers have arrived. */
const notesHeaders = (scene) => async (input, init) => {
  const response = await fetch(input, init);
  scene.notes.headers = true;
  return response;
};

const MOMENTS = {
  before_it_began: {
    faults: [],
    when: undefined,
    expect: { outcome: "not_sent", attempts: 0 },
    sent: { POST: 0, GET: 0 },
    holds: 0,
  },
  while_it_waits_for_headers: {
    faults: [{ name: "hang", times: 100 }],
    when: (scene) => scene.arrived("POST"),
    expect: { outcome: "unknown", attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 0,
  },
  in_the_body: {
    faults: [{ name: "drip", delay_ms: 100, times: 100 }],
    fetch: notesHeaders,
    when: (scene) => scene.until(() => scene.notes.headers, "headers").then(() => sleep(50)),
    expect: { outcome: "applied", attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 1,
  },
  while_it_waits_to_retry: {
    faults: [{ name: "status", status: 503, retry_after: "40", times: 100 }],
    when: (scene) => scene.until(() => scene.of("retry").length > 0, "a retry").then(() => sleep(20)),
    expect: { outcome: "unknown", attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 0,
  },
  during_the_recovering_read: {
    faults: [
      { name: "reset_in_body", method: "POST" },
      { name: "hang", method: "GET", times: 100 },
    ],
    when: (scene) => scene.arrived("GET"),
    expect: { outcome: "applied", attempts: 2 },
    sent: { POST: 1, GET: 1 },
    holds: 1,
  },
};

const givesTheReason = ({ controller }, { error }) => {
  ok("cause" in error, "no cause on the error");
  equal(error.cause, controller.signal.reason, "cause");
};

const matrix = Object.entries(MOMENTS).flatMap(([moment, { when, expect, ...more }]) =>
  Object.entries(REASONS).map(([name, reason]) => ({
    name: `stops_for_${name}_${moment}`,
    ...more,
    abort: { when, reason },
    expect: { kind: "aborted", ...expect },
    within: 5_000,
    also: givesTheReason,
  })),
);

const waiting = MOMENTS.while_it_waits_for_headers;

/** Calls with a signal that is none of the scene's. */
const withSignal = (name, makeSignal, check) => ({
  name,
  run: async (scene) => {
    await scene.set({ faults: waiting.faults });
    const signal = makeSignal(scene);
    const call = scene.t.rejects(() => scene.flex.reauth(scene.session.id, { signal }), {
      kind: "aborted",
      attempts: 1,
    });
    const error = await within(10_000, call, "the call");
    equal(error.cause, signal.reason, "cause");
    check(error);
  },
});

export default [
  ...matrix,
  {
    name: "counts_refusals_alone_when_stopped_before_a_retry",
    faults: [{ name: "status", status: 429, retry_after: "40" }],
    abort: { when: MOMENTS.while_it_waits_to_retry.when, reason: "enough" },
    expect: { kind: "aborted", outcome: "rejected", attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 0,
    also: givesTheReason,
  },
  {
    name: "stops_a_retrieve_while_it_waits",
    action: "retrieve",
    faults: waiting.faults,
    abort: { when: (scene) => scene.arrived("GET"), reason: { why: "enough" } },
    expect: { kind: "aborted", outcome: "none", attempts: 1 },
    sent: { POST: 0, GET: 1 },
    holds: 0,
    also: givesTheReason,
  },
  {
    name: "stops_even_if_fetch_does_not_heed_its_signal",
    fetch: (scene) => () => {
      scene.notes.called = true;
      return new Promise(() => {});
    },
    abort: { when: (scene) => scene.until(() => scene.notes.called, "fetch"), reason: "enough" },
    expect: { kind: "aborted", outcome: "unknown", attempts: 1 },
    sent: { POST: 0, GET: 0 },
    holds: 0,
    within: 5_000,
    also: givesTheReason,
  },
  {
    name: "stops_from_within_a_handler_of_events",
    onEvent: ({ type }, scene) => {
      if (type === "retry") scene.controller.abort("enough");
    },
    faults: [{ name: "status", status: 503, retry_after: "40", times: 100 }],
    expect: { kind: "aborted", outcome: "unknown", attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 0,
    within: 10_000,
    also: givesTheReason,
  },
  {
    name: "sends_nothing_when_a_handler_of_events_stops_the_first_attempt",
    run: async (scene) => {
      const { controller } = scene;
      await scene.set({ onEvent: () => controller.abort("at once") });
      const error = await scene.t.rejects(
        () => scene.flex.reauth(scene.session.id, { signal: controller.signal }),
        { kind: "aborted", outcome: "not_sent", cause: "at once" },
      );
      ok(error.idempotencyKey, "no idempotency key on the error");
      equal((await scene.session.requests()).length, 0, "requests");
    },
  },
  withSignal(
    "stops_for_a_signal_of_the_platform_s_clock",
    () => AbortSignal.timeout(300),
    ({ cause }) => equal(cause.name, "TimeoutError", "name of the cause"),
  ),
  withSignal(
    "stops_for_any_of_several_signals",
    ({ controller }) => {
      setTimeout(() => controller.abort("one of them"), 300);
      return AbortSignal.any([controller.signal, new AbortController().signal]);
    },
    ({ cause }) => equal(cause, "one of them", "cause"),
  ),
  {
    name: "leaves_no_listener_on_a_signal_that_many_calls_share",
    run: async (scene) => {
      await scene.set({
        faults: [
          { name: "status", status: 503 },
          { name: "truncate", method: "POST" },
        ],
      });
      const { flex, session, controller, listeners } = scene;
      const { signal } = controller;
      for (let call = 0; call < 6; call++) await flex.reauth(session.id, { signal });
      await scene.t.rejects(() => flex.reauth("fcs_unknown", { signal }), { kind: "not_found" });
      await scene.t.rejects(() => flex.reauth("", { signal }), { kind: "configuration" });
      equal(listeners(), 0, "listeners after eight calls");
      controller.abort("afterwards");
      await scene.t.rejects(() => flex.retrieve(session.id, { signal }), { kind: "aborted" });
      equal(listeners(), 0, "listeners after the abort");
    },
  },
  {
    name: "takes_no_harm_from_an_abort_afterwards",
    run: async (scene) => {
      await scene.set({});
      const { flex, session, controller } = scene;
      const count = watchListeners(controller.signal);
      const promise = flex.reauth(session.id, { signal: controller.signal });
      const found = await promise;
      controller.abort("too late");
      await sleep(20);
      equal((await promise).checkout_session_id, found.checkout_session_id, "checkout_session_id");
      equal(count(), 0, "listeners");
      equal((await session.entry()).holds_placed, 1, "holds placed");
    },
  },
  {
    name: "stops_one_call_and_not_its_neighbour",
    run: async (scene) => {
      await scene.set({ faults: [{ name: "delay", delay_ms: 400, times: 2 }] });
      const { flex, session, controller } = scene;
      const kept = flex.reauth(session.id);
      const stopped = scene.t.rejects(() => flex.reauth(session.id, { signal: controller.signal }), {
        kind: "aborted",
        outcome: "unknown",
      });
      await scene.arrived("POST", 2);
      controller.abort("only this one");
      await within(5_000, stopped, "the aborted call");
      const found = await within(10_000, kept, "the other call");
      equal(found.checkout_session_id, session.id, "checkout_session_id of the other call");
    },
  },
];

// An abort ends a call at once, at any moment and for any reason.

import { equal, ok } from "../../support/assert.js";
import { watchListeners } from "../../support/signals.js";
import { until } from "../../support/until.mjs";
import { within } from "../../support/within.js";
import { sleep } from "../scene.js";

const REASONS = {
  no_reason: undefined,
  a_string: "the customer left",
  an_error: new Error("the customer left"),
  a_dom_exception: new DOMException("too slow", "TimeoutError"),
};

/** A fetch that records when headers have arrived. */
const notesHeaders = (scene) => async (input, init) => {
  const response = await fetch(input, init);
  scene.notes.headers = true;
  return response;
};

const MOMENTS = {
  before_the_first_attempt: {
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
  while_it_reads_the_body: {
    faults: [{ name: "drip", delay_ms: 100, times: 100 }],
    fetch: notesHeaders,
    when: (scene) => until(() => scene.notes.headers, "headers").then(() => sleep(50)),
    expect: { outcome: "applied", attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 1,
  },
  while_it_waits_to_retry: {
    faults: [{ name: "status", status: 503, retry_after: "40", times: 100 }],
    when: (scene) => until(() => scene.of("retry").length > 0, "a retry").then(() => sleep(20)),
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

const keepsTheReason = ({ controller }, { error }) => {
  ok("cause" in error, "no cause on the error");
  equal(error.cause, controller.signal.reason, "cause");
};

const matrix = Object.entries(MOMENTS).flatMap(([moment, { when, expect, ...more }]) =>
  Object.entries(REASONS).map(([name, reason]) => ({
    name: `aborts_for_${name}_${moment}`,
    ...more,
    abort: { when, reason },
    expect: { kind: "aborted", ...expect },
    within: 5_000,
    also: keepsTheReason,
  })),
);

const waiting = MOMENTS.while_it_waits_for_headers;

/** Calls with a signal that is not the scene's. */
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
    name: "reports_rejected_when_aborted_before_a_retry",
    faults: [{ name: "status", status: 429, retry_after: "40" }],
    abort: { when: MOMENTS.while_it_waits_to_retry.when, reason: "enough" },
    expect: { kind: "aborted", outcome: "rejected", attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 0,
    also: keepsTheReason,
  },
  {
    name: "aborts_a_retrieve_in_flight",
    action: "retrieve",
    faults: waiting.faults,
    abort: { when: (scene) => scene.arrived("GET"), reason: { why: "enough" } },
    expect: { kind: "aborted", outcome: "none", attempts: 1 },
    sent: { POST: 0, GET: 1 },
    holds: 0,
    also: keepsTheReason,
  },
  {
    name: "aborts_even_if_fetch_ignores_its_signal",
    fetch: (scene) => () => {
      scene.notes.called = true;
      return new Promise(() => {});
    },
    abort: { when: (scene) => until(() => scene.notes.called, "fetch"), reason: "enough" },
    expect: { kind: "aborted", outcome: "unknown", attempts: 1 },
    sent: { POST: 0, GET: 0 },
    holds: 0,
    within: 5_000,
    also: keepsTheReason,
  },
  {
    name: "aborts_from_an_event_handler",
    onEvent: ({ type }, scene) => {
      if (type === "retry") scene.controller.abort("enough");
    },
    faults: [{ name: "status", status: 503, retry_after: "40", times: 100 }],
    expect: { kind: "aborted", outcome: "unknown", attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 0,
    within: 10_000,
    also: keepsTheReason,
  },
  {
    name: "sends_nothing_when_an_event_handler_aborts_the_first_attempt",
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
    "aborts_on_abort_signal_timeout",
    () => AbortSignal.timeout(300),
    ({ cause }) => equal(cause.name, "TimeoutError", "name of the cause"),
  ),
  withSignal(
    "aborts_on_abort_signal_any",
    ({ controller }) => {
      setTimeout(() => controller.abort("one of them"), 300);
      return AbortSignal.any([controller.signal, new AbortController().signal]);
    },
    ({ cause }) => equal(cause, "one of them", "cause"),
  ),
  {
    name: "removes_its_listeners_from_a_shared_signal",
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
    name: "ignores_an_abort_after_the_call",
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
    name: "aborts_only_the_call_of_its_signal",
    run: async (scene) => {
      await scene.set({ faults: [{ name: "delay", delay_ms: 400, times: 2 }] });
      const { flex, session, controller } = scene;
      const other = flex.reauth(session.id);
      const stopped = scene.t.rejects(() => flex.reauth(session.id, { signal: controller.signal }), {
        kind: "aborted",
        outcome: "unknown",
      });
      await scene.arrived("POST", 2);
      controller.abort("only this one");
      await within(5_000, stopped, "the aborted call");
      const found = await within(10_000, other, "the other call");
      equal(found.checkout_session_id, session.id, "checkout_session_id of the other call");
    },
  },
];

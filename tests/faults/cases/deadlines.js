// Responses that arrive too late, for one attempt and for the whole call.

import { equal, ok } from "../../support/assert.js";

/** A fetch that never settles and ignores its signal. Records the signals. */
const silent = (scene) => {
  scene.notes.signals = [];
  return (_, init) => {
    scene.notes.signals.push(init?.signal);
    return new Promise(() => {});
  };
};

/** A fetch whose bodies never end and which ignores its signal. */
const endless = (status) => (scene) => {
  scene.notes.cancelled = 0;
  return async () =>
    new Response(
      new ReadableStream({
        cancel() {
          scene.notes.cancelled++;
        },
      }),
      { status },
    );
};

export default [
  {
    name: "gives_up_when_no_response_arrives",
    faults: [{ name: "hang", times: 100 }],
    client: { timeout: 200 },
    expect: { kind: "timeout", outcome: "unknown", attempts: 3, status: undefined },
    retries: [
      { reason: "timeout", action: "repeat" },
      { reason: "timeout", action: "repeat" },
    ],
    holds: 0,
    atLeast: 600,
  },
  {
    name: "places_one_hold_when_the_response_never_arrives",
    faults: [{ name: "hang", applied: true }],
    client: { timeout: 1500 },
    expect: { attempts: 2, recovered: false },
    retries: [{ reason: "timeout", action: "repeat" }],
    sent: { POST: 2, GET: 0 },
    holds: 1,
    atLeast: 1500,
  },
  {
    name: "reports_unknown_when_the_response_is_late",
    faults: [{ name: "delay", delay_ms: 20_000, applied: true, times: 100 }],
    client: { timeout: 1000, maxRetries: 0 },
    expect: { kind: "timeout", outcome: "unknown", attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 1,
    atLeast: 1000,
  },
  {
    name: "applies_the_calls_timeout",
    faults: [{ name: "hang", times: 100 }],
    client: { maxRetries: 0 },
    call: { timeout: 200 },
    expect: { kind: "timeout", outcome: "unknown", attempts: 1 },
    holds: 0,
    atLeast: 200,
  },
  {
    name: "accepts_a_response_within_the_timeout",
    faults: [{ name: "delay", delay_ms: 400 }],
    client: { timeout: 10_000, deadline: 12_000 },
    expect: { attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 1,
    atLeast: 400,
  },
  {
    name: "ends_an_attempt_at_the_deadline",
    faults: [{ name: "hang", times: 100 }],
    client: { deadline: 300 },
    expect: { kind: "timeout", outcome: "unknown", attempts: 1 },
    retries: [],
    holds: 0,
    within: 10_000,
    atLeast: 300,
  },
  {
    name: "applies_the_calls_deadline",
    faults: [{ name: "hang", times: 100 }],
    client: { deadline: 60_000 },
    call: { deadline: 300 },
    expect: { kind: "timeout", outcome: "unknown", attempts: 1 },
    holds: 0,
    atLeast: 300,
  },
  {
    name: "counts_waits_towards_the_deadline",
    faults: [{ name: "hang", times: 100 }],
    client: { timeout: 400, deadline: 1000, maxRetries: 100 },
    expect: { kind: "timeout", outcome: "unknown", attempts: (found) => found >= 1 && found <= 3 },
    holds: 0,
    within: 10_000,
  },
  {
    name: "rejects_with_the_last_error_when_the_deadline_forbids_a_retry",
    faults: [{ name: "status", status: 503, retry_after: "20", times: 100 }],
    client: { deadline: 12_000 },
    expect: { kind: "server", outcome: "unknown", attempts: 1, status: 503, retryAfter: 20_000 },
    retries: [],
    sent: { POST: 1, GET: 0 },
    holds: 0,
    // At once, before the deadline.
    within: 11_000,
  },
  {
    name: "times_out_a_retrieve",
    action: "retrieve",
    faults: [{ name: "hang", times: 100 }],
    client: { timeout: 200, maxRetries: 1 },
    expect: { kind: "timeout", outcome: "none", attempts: 2 },
    holds: 0,
    atLeast: 400,
  },
  {
    name: "times_out_when_fetch_never_settles",
    fetch: silent,
    client: { timeout: 150, maxRetries: 1 },
    expect: { kind: "timeout", outcome: "unknown", attempts: 2 },
    sent: { POST: 0, GET: 0 },
    holds: 0,
    atLeast: 300,
    also: ({ notes }) => {
      equal(notes.signals.length, 2, "calls of fetch");
      for (const signal of notes.signals) {
        equal(signal.aborted, true, "fetch's signal is aborted");
        ok(signal.reason instanceof Error, "the abort reason is not an Error");
      }
    },
  },
  {
    name: "ends_at_the_deadline_when_fetch_never_settles",
    fetch: silent,
    client: { deadline: 200 },
    expect: { kind: "timeout", outcome: "unknown", attempts: 1 },
    sent: { POST: 0, GET: 0 },
    holds: 0,
    atLeast: 200,
  },
  {
    name: "settles_when_the_body_of_an_error_never_ends",
    fetch: endless(422),
    client: { timeout: 200 },
    expect: { outcome: "rejected", kind: "invalid_request", status: 422, attempts: 1 },
    holds: 0,
    also: ({ notes }) => equal(notes.cancelled, 1, "cancelled bodies"),
  },
  {
    name: "settles_when_the_bodies_of_errors_never_end",
    fetch: endless(503),
    client: { timeout: 200 },
    expect: { outcome: "unknown", kind: "server", status: 503, attempts: 3 },
    holds: 0,
    also: ({ notes }) => equal(notes.cancelled, 3, "cancelled bodies"),
  },
  {
    name: "reports_applied_when_the_body_of_a_2xx_never_ends",
    fetch: endless(200),
    client: { timeout: 200, maxRetries: 1 },
    expect: { outcome: "applied", kind: "timeout", status: 200, attempts: 2 },
    retries: [{ reason: "timeout", action: "read" }],
    holds: 0,
    atLeast: 400,
    also: ({ notes }) => equal(notes.cancelled, 2, "cancelled bodies"),
  },
];

// After a truncated 2xx, the hold is placed: the session is read, and never posted again.

import { deepEqual, ok } from "../../support/assert.js";
import { between } from "../check.js";

const CUT = { name: "reset_in_body", method: "POST" };

const recovers = (name, fault, more) => ({
  name,
  faults: [fault],
  expect: { attempts: 2, recovered: true, status: 200 },
  retries: [{ action: "read" }],
  sent: { POST: 1, GET: 1 },
  holds: 1,
  also: readsTheNewHold,
  ...more,
});

/** The reauth's response is truncated, and every GET fails. */
const fails = (name, fault, attempts, more) => ({
  name: `reports_applied_when_the_recovering_read_${name}`,
  faults: [CUT, { method: "GET", times: 100, ...fault }],
  expect: { kind: "connection", outcome: "applied", attempts, status: 200 },
  sent: { POST: 1, GET: attempts - 1 },
  holds: 1,
  ...more,
});

async function readsTheNewHold({ session }, { response }) {
  const { payment_intents, former_payment_intents } = await session.entry();
  const held = response.holds.map(({ payment_intent_id }) => payment_intent_id);
  deepEqual(held, payment_intents, "holds");
  ok(!former_payment_intents.includes(held[0]), "the hold is the old one");
}

export default [
  recovers("reads_the_session_after_a_reset_body", CUT, {
    retries: [{ reason: "connection", action: "read" }],
  }),
  recovers(
    "reads_the_session_after_truncated_json",
    { name: "truncate", method: "POST" },
    {
      retries: [{ reason: "decode", action: "read" }],
    },
  ),
  recovers(
    "reads_the_session_after_a_slow_body",
    { name: "drip", method: "POST", delay_ms: 200 },
    { client: { timeout: 1500 }, retries: [{ reason: "timeout", action: "read" }], atLeast: 1500 },
  ),
  recovers("reads_the_session_at_the_second_try", CUT, {
    faults: [CUT, { name: "status", status: 503, method: "GET" }],
    expect: { attempts: 3, recovered: true },
    retries: [{ action: "read" }, { action: "read", reason: "server" }],
    sent: { POST: 1, GET: 2 },
  }),
  recovers("reads_the_session_again_when_the_first_read_is_truncated", CUT, {
    faults: [CUT, { name: "truncate", method: "GET" }],
    expect: { attempts: 3, recovered: true },
    retries: [{ action: "read" }, { action: "read", reason: "decode" }],
    sent: { POST: 1, GET: 2 },
  }),
  recovers("reads_the_session_when_the_second_post_is_cut", CUT, {
    faults: [{ name: "status", status: 503, applied: true }, CUT],
    expect: { attempts: 3, recovered: true },
    retries: [{ action: "repeat", reason: "server" }, { action: "read" }],
    sent: { POST: 2, GET: 1 },
  }),
  recovers("waits_with_a_read_as_long_as_asked", CUT, {
    faults: [CUT, { name: "status", status: 429, retry_after: "1.1", method: "GET" }],
    expect: { attempts: 3, recovered: true },
    retries: [{ action: "read" }, { action: "read", reason: "rate_limit", delay: between(1100, 1600) }],
    sent: { POST: 1, GET: 2 },
    atLeast: 1100,
  }),
  fails("is_rejected", { name: "status", status: 404 }, 2),
  fails("is_not_permitted", { name: "status", status: 403 }, 2),
  fails("meets_errors", { name: "status", status: 500 }, 3),
  fails("is_rate_limited", { name: "status", status: 429 }, 3),
  fails("gets_too_long_a_retry_after", { name: "status", status: 429, retry_after: "90" }, 2),
  fails("is_reset", { name: "reset" }, 3, { resent: true }),
  fails("is_truncated", { name: "reset_in_body" }, 3),
  fails("returns_truncated_json", { name: "truncate" }, 3),
  fails("returns_html", { name: "html", status: 200 }, 2),
  fails("returns_an_empty_body", { name: "empty" }, 2),
  fails("is_redirected", { name: "redirect" }, 2),
  fails("takes_too_long", { name: "hang" }, 2, { client: { timeout: 1500, maxRetries: 1 }, atLeast: 1500 }),
  fails("passes_the_deadline", { name: "hang" }, 2, { client: { deadline: 2500 }, atLeast: 2500 }),
  {
    name: "reports_applied_after_truncated_json_without_retries",
    faults: [{ name: "truncate", method: "POST" }],
    call: { maxRetries: 0 },
    expect: { kind: "decode", outcome: "applied", attempts: 1, status: 200 },
    retries: [],
    sent: { POST: 1, GET: 0 },
    holds: 1,
  },
  {
    name: "reports_applied_after_a_reset_body_without_retries",
    faults: [CUT],
    call: { maxRetries: 0 },
    expect: { kind: "connection", outcome: "applied", attempts: 1, status: 200 },
    retries: [],
    sent: { POST: 1, GET: 0 },
    holds: 1,
  },
  {
    name: "reports_applied_after_a_slow_body_without_retries",
    faults: [{ name: "drip", method: "POST", delay_ms: 200 }],
    call: { maxRetries: 0, timeout: 1500 },
    expect: { kind: "timeout", outcome: "applied", attempts: 1, status: 200 },
    retries: [],
    sent: { POST: 1, GET: 0 },
    holds: 1,
    atLeast: 1500,
  },
  ...["reset_in_body", "truncate"].map((name) => ({
    name: `repeats_a_retrieve_after_${name}`,
    action: "retrieve",
    faults: [{ name }],
    expect: { attempts: 2, recovered: false },
    sent: { POST: 0, GET: 2 },
    holds: 0,
  })),
];

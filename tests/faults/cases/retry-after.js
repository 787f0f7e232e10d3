// The wait before a retry: as long as the server asks, within the caller's limits.

import { equal } from "../../support/assert.js";
import { between } from "../check.js";

const BACK_OFF = 500;

/** A fetch whose first response has this status and these headers; later ones are the sandbox's. */
const answersFirst = (status, headers) => () => {
  let first = true;
  return (input, init) => {
    if (!first) return fetch(input, init);
    first = false;
    return Promise.resolve(new Response("{}", { status, headers: headers() }));
  };
};

const NONSENSE = ["-1", "-0.5", "NaN", "1e400", "Infinity", "", "soon", "Thu, 99 Foo 2026 00:00:00 GMT"];

export default [
  {
    name: "waits_the_seconds_of_retry_after",
    faults: [{ name: "status", status: 503, retry_after: "1" }],
    expect: { attempts: 2 },
    retries: [{ delay: between(1000, 1500), reason: "server" }],
    sent: { POST: 2, GET: 0 },
    holds: 1,
    atLeast: 1000,
  },
  {
    name: "waits_a_fraction_of_a_second",
    faults: [{ name: "status", status: 429, retry_after: "0.75" }],
    expect: { attempts: 2 },
    retries: [{ delay: between(750, 750 + BACK_OFF), reason: "rate_limit" }],
    sent: { POST: 2, GET: 0 },
    holds: 1,
    atLeast: 750,
  },
  {
    name: "waits_the_milliseconds_of_retry_after_ms",
    fetch: answersFirst(429, () => ({ "retry-after-ms": "650" })),
    expect: { attempts: 2 },
    retries: [{ delay: between(650, 650 + BACK_OFF) }],
    sent: { POST: 1, GET: 0 },
    holds: 1,
    atLeast: 650,
  },
  {
    name: "waits_until_the_date_of_retry_after",
    fetch: answersFirst(503, () => ({ "retry-after": new Date(Date.now() + 4000).toUTCString() })),
    expect: { attempts: 2 },
    // A date has a resolution of one second.
    retries: [{ delay: between(1000, 4000) }],
    sent: { POST: 1, GET: 0 },
    holds: 1,
    atLeast: 1000,
  },
  {
    name: "retries_without_waiting_for_a_past_date",
    faults: [{ name: "status", status: 503, retry_after: "Wed, 21 Oct 2015 07:28:00 GMT" }],
    expect: { attempts: 2 },
    retries: [{ delay: between(0, BACK_OFF) }],
    sent: { POST: 2, GET: 0 },
    holds: 1,
  },
  {
    name: "retries_at_once_after_a_retry_after_of_zero",
    faults: [{ name: "status", status: 503, retry_after: "0", times: 2 }],
    expect: { attempts: 3 },
    retries: [{ delay: between(0, BACK_OFF) }, { delay: between(0, 2 * BACK_OFF) }],
    sent: { POST: 3, GET: 0 },
    holds: 1,
  },
  ...NONSENSE.map((value) => ({
    name: `ignores_a_retry_after_of_"${value}"`,
    faults: [{ name: "status", status: 503, retry_after: value }],
    expect: { attempts: 2 },
    retries: [{ delay: between(0, BACK_OFF) }],
    sent: { POST: 2, GET: 0 },
    holds: 1,
  })),
  {
    name: "ignores_nonsense_in_retry_after_ms",
    fetch: answersFirst(503, () => ({ "retry-after-ms": "-5e9" })),
    expect: { attempts: 2 },
    retries: [{ delay: between(0, BACK_OFF) }],
    sent: { POST: 1, GET: 0 },
    holds: 1,
  },
  {
    name: "gives_up_if_retry_after_exceeds_max_retry_delay",
    faults: [{ name: "status", status: 429, retry_after: "7", times: 100 }],
    client: { maxRetryDelay: 1000 },
    expect: { kind: "rate_limit", outcome: "rejected", attempts: 1, retryAfter: 7000 },
    retries: [],
    sent: { POST: 1, GET: 0 },
    holds: 0,
    within: 6000,
  },
  {
    name: "limits_its_backoff_to_max_retry_delay",
    faults: [{ name: "status", status: 503, times: 2 }],
    client: { maxRetryDelay: 1 },
    expect: { attempts: 3 },
    retries: [{ delay: between(0, 1) }, { delay: between(0, 1) }],
    sent: { POST: 3, GET: 0 },
    holds: 1,
  },
  {
    name: "gives_up_if_retry_after_exceeds_a_minute_by_default",
    faults: [{ name: "status", status: 503, retry_after: "61", times: 100 }],
    expect: { kind: "server", outcome: "unknown", attempts: 1, retryAfter: 61_000 },
    retries: [],
    sent: { POST: 1, GET: 0 },
    holds: 0,
  },
  {
    name: "gives_up_if_retry_after_is_a_distant_date",
    fetch: answersFirst(503, () => ({ "retry-after": new Date(Date.now() + 600_000).toUTCString() })),
    expect: { kind: "server", outcome: "unknown", attempts: 1, retryAfter: between(590_000, 600_000) },
    retries: [],
    sent: { POST: 0, GET: 0 },
    holds: 0,
  },
  {
    name: "gives_up_if_retry_after_exceeds_every_timer",
    faults: [{ name: "status", status: 503, retry_after: "99999999999999", times: 100 }],
    expect: {
      kind: "server",
      outcome: "unknown",
      attempts: 1,
      retryAfter: between(2_147_483_647, Number.MAX_SAFE_INTEGER),
    },
    retries: [],
    sent: { POST: 1, GET: 0 },
    holds: 0,
  },
  {
    name: "exposes_the_last_retry_after",
    faults: [{ name: "status", status: 429, retry_after: "3" }],
    call: { maxRetries: 0 },
    expect: { kind: "rate_limit", outcome: "rejected", attempts: 1, retryAfter: 3000 },
    sent: { POST: 1, GET: 0 },
    holds: 0,
  },
  {
    name: "exposes_no_retry_after_if_flex_sent_none",
    faults: [{ name: "status", status: 429 }],
    call: { maxRetries: 0 },
    expect: { kind: "rate_limit", outcome: "rejected", attempts: 1, retryAfter: undefined },
    sent: { POST: 1, GET: 0 },
    holds: 0,
    also: (_, { error }) => equal("retryAfter" in error, false, "retryAfter in the error"),
  },
  {
    name: "never_retries_a_final_status_with_retry_after",
    faults: [{ name: "status", status: 404, retry_after: "0", times: 100 }],
    expect: { kind: "not_found", outcome: "rejected", attempts: 1 },
    retries: [],
    sent: { POST: 1, GET: 0 },
    holds: 0,
  },
];

// A 2xx that arrived whole means that the hold is placed, whatever its body.

import { equal, matches } from "../../support/assert.js";

const wrong = (name, fault, session) => ({
  name,
  session,
  faults: [{ times: 100, ...fault }],
  expect: { kind: "decode", outcome: "applied", attempts: 1, status: fault.status ?? 200 },
  retries: [],
  sent: { POST: 1, GET: 0 },
  holds: 1,
});

export default [
  wrong("reports_decode_for_an_html_page", { name: "html", status: 200, applied: true }),
  wrong("never_retries_after_an_empty_body", { name: "empty" }),
  wrong("never_retries_after_null", { name: "null" }),
  wrong("never_retries_after_an_array", { name: "array" }),
  wrong("never_retries_after_invalid_utf8", { name: "invalid_utf8" }),
  wrong("never_retries_after_a_204", { name: "status", status: 204, applied: true }),
  wrong("never_retries_after_an_error_in_a_200", { name: "status", status: 200, applied: true }),
  {
    name: "reads_a_session_with_300000_nested_arrays",
    faults: [{ name: "nested" }],
    expect: { attempts: 1, drift: null, recovered: false },
    sent: { POST: 1, GET: 0 },
    holds: 1,
  },
  {
    ...wrong("stops_reading_64_mib", { name: "large", bytes: 64 * 1024 * 1024 }),
    also: (_, { error }) => matches(error.message, /maxResponseBytes/, "message"),
  },
  wrong("stops_reading_after_8_mib", { name: "large" }),
  {
    ...wrong("stops_reading_after_max_response_bytes", { name: "large", bytes: 200_000 }),
    client: { maxResponseBytes: 100_000 },
  },
  {
    name: "reads_up_to_max_response_bytes",
    faults: [{ name: "large", bytes: 9 * 1024 * 1024 }],
    client: { maxResponseBytes: 10 * 1024 * 1024 },
    expect: { attempts: 1 },
    sent: { POST: 1, GET: 0 },
    holds: 1,
  },
  {
    name: "stops_reading_a_retrieve_of_64_mib",
    action: "retrieve",
    faults: [{ name: "large", bytes: 64 * 1024 * 1024 }],
    expect: { kind: "decode", outcome: "none", attempts: 1 },
    sent: { POST: 0, GET: 1 },
    holds: 0,
  },
  {
    name: "reads_300000_nested_arrays_in_a_retrieve",
    action: "retrieve",
    faults: [{ name: "nested" }],
    expect: { attempts: 1, drift: null, recovered: false },
    sent: { POST: 0, GET: 1 },
    holds: 0,
  },
  {
    name: "reads_300000_nested_arrays_in_an_error",
    faults: [{ name: "status", status: 422, body: "[".repeat(300_000) }],
    expect: { kind: "invalid_request", outcome: "rejected", attempts: 1, code: undefined },
    sent: { POST: 1, GET: 0 },
    holds: 0,
  },
  {
    name: "reads_past_a_byte_order_mark",
    faults: [{ name: "bom" }],
    expect: { attempts: 1, drift: null, recovered: false },
    sent: { POST: 1, GET: 0 },
    holds: 1,
  },
  {
    name: "reads_a_body_sent_byte_by_byte",
    session: "minimal",
    faults: [{ name: "drip", delay_ms: 0 }],
    expect: { attempts: 1, recovered: false },
    sent: { POST: 1, GET: 0 },
    holds: 1,
  },
  {
    name: "returns_a_drifting_session",
    faults: [{ name: "wrong_type" }],
    expect: { attempts: 1, recovered: false },
    sent: { POST: 1, GET: 0 },
    holds: 1,
    also: (_, { response }) => {
      equal(response.drift?.path, "checkout_session.tax_rate.amount", "path of the drift");
    },
  },
  {
    ...wrong("rejects_a_drifting_session_if_strict", { name: "wrong_type" }),
    client: { strict: true },
  },
  {
    ...wrong("reports_applied_after_an_error_and_an_invalid_2xx", { name: "null" }),
    faults: [{ name: "status", status: 503 }, { name: "null" }],
    expect: { kind: "decode", outcome: "applied", attempts: 2 },
    retries: [{ reason: "server", action: "repeat" }],
    sent: { POST: 2, GET: 0 },
  },
];

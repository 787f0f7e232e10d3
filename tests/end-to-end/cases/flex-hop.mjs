// Faults between the Worker and Flex: the page's error must match the Worker's.

const POST = { method: "POST" };

/** The page calls once and gets the error. */
const reports = (name, fault, holds, error) => ({
  name: `reports_the_workers_error_when_${name}`,
  flex: [{ ...fault, ...POST }],
  holds,
  error,
  options: { maxRetries: 0 },
});

const status = (status, kind, more = {}) =>
  reports(`flex_responds_with_${status}${more.label ?? ""}`, { name: "status", status, ...more.fault }, 0, {
    kind,
    status,
    outcome: status < 500 && status !== 408 ? "rejected" : "unknown",
    ...more.error,
  });

/** Flex rejects the session itself, so that a repetition is rejected too. */
const rejected = (kind, status, code) => ({
  name: `reports_why_a_session_is_rejected_that_is_${kind}_has_no_hold`,
  kind,
  holds: 0,
  error: { kind: "invalid_request", outcome: "rejected", status, code },
  repeats: false,
});

/** A fault of the first request, which the client recovers from. */
const once = (name, fault, more) => ({
  name: `places_one_hold_although_${name}`,
  flex: [{ ...fault, ...POST }],
  holds: 1,
  ...more,
});

const wait = (value, retryAfter) => ({
  label: `_and_retry_after_${value}`.toLowerCase().replaceAll(/[^a-z\d]+/g, "_"),
  fault: { retry_after: value },
  error: retryAfter === undefined ? {} : { retryAfter },
});

const unknown = (kind, more) => ({ kind, outcome: "unknown", ...more });
const applied = (kind, more) => ({ kind, outcome: "applied", ...more });

/** Ends when the Worker's timeout does: the slowest cases. */
export const slowest = [
  reports("flex_never_responds", { name: "hang" }, 0, unknown("timeout", { status: 504 })),
];

export const flexHop = [
  status(400, "invalid_request"),
  status(401, "authentication"),
  status(403, "permission"),
  status(404, "not_found"),
  // Chromium retries a 408 by itself on a reused connection.
  { ...status(408, "invalid_request", { fault: { times: 9 } }), lasts: true },
  status(409, "conflict"),
  status(422, "invalid_request", {
    fault: { code: "some_code_of_flex" },
    error: { code: "some_code_of_flex" },
  }),
  status(425, "invalid_request"),
  status(429, "rate_limit", wait("7", 7_000)),
  status(429, "rate_limit", wait("0", 0)),
  status(429, "rate_limit", wait("4000000", 4_000_000_000)),
  status(429, "rate_limit", wait("99999999999")),
  status(429, "rate_limit", wait("soon")),
  status(429, "rate_limit", wait("Fri, 31 Dec 2100 23:59:59 GMT")),
  status(500, "server", { fault: { body: "not JSON" } }),
  status(501, "server"),
  status(503, "server", wait("2", 2_000)),
  status(504, "server"),

  reports(
    "flex_fails_after_the_hold",
    { name: "status", applied: true },
    1,
    unknown("server", { status: 500 }),
  ),
  reports("the_connection_breaks", { name: "reset" }, 0, unknown("connection", { status: 502 })),
  reports("the_response_is_html", { name: "html" }, 0, unknown("server", { status: 502 })),
  reports("flex_redirects", { name: "redirect" }, 0, unknown("redirect", { status: 502 })),
  reports("the_headers_are_truncated", { name: "reset_in_headers" }, 1, unknown("connection")),
  reports("the_body_is_reset", { name: "reset_in_body" }, 1, applied("connection")),
  reports("half_of_the_body_arrives", { name: "truncate" }, 1, applied("decode")),
  reports("the_body_is_empty", { name: "empty" }, 1, applied("decode")),
  reports("the_body_is_null", { name: "null" }, 1, applied("decode")),
  reports("the_body_is_an_array", { name: "array" }, 1, applied("decode")),
  reports("the_body_is_not_utf8", { name: "invalid_utf8" }, 1, applied("decode")),
  reports("the_body_is_too_large", { name: "large" }, 1, applied("decode")),

  rejected("captured", 400, "checkout_session_already_processed"),
  rejected("automatic", 422, "manual_capture_not_supported"),

  once("flex_is_unavailable", { name: "status", status: 503 }),
  once("flex_asks_to_wait", { name: "status", status: 429, retry_after: "1" }, { takes: 1_000 }),
  once("flex_fails_after_the_hold", { name: "status", status: 500, applied: true }),
  once("the_connection_to_flex_breaks", { name: "reset" }),
  once("flex_s_headers_break_off", { name: "reset_in_headers" }),
  once("flex_s_body_breaks_off", { name: "reset_in_body" }, { recovered: true }),
  once("half_of_flex_s_body_comes", { name: "truncate" }, { recovered: true }),
  once("flex_s_body_has_a_byte_order_mark", { name: "bom" }),
  once("flex_s_body_is_nested_deeply", { name: "nested" }),
  once("flex_s_body_comes_byte_by_byte", { name: "drip" }),
];

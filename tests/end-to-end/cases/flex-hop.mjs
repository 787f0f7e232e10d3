// What goes wrong between the Worker and Flex: the page's error says the same as the Worker's.

const POST = { method: "POST" };

/** The page asks once, and hears of the fault. */
const told = (name, fault, holds, error) => ({
  name: `hears_what_the_worker_knows_when_${name}`,
  flex: [{ ...fault, ...POST }],
  holds,
  error,
  options: { maxRetries: 0 },
});

const status = (status, kind, more = {}) =>
  told(`flex_says_${status}${more.label ?? ""}`, { name: "status", status, ...more.fault }, 0, {
    kind,
    status,
    outcome: status < 500 && status !== 408 ? "rejected" : "unknown",
    ...more.error,
  });

/** Flex refuses by what the session is, so that a repetition is refused too. */
const refused = (kind, status, code) => ({
  name: `hears_why_a_session_that_is_${kind}_has_no_hold`,
  kind,
  holds: 0,
  error: { kind: "invalid_request", outcome: "rejected", status, code },
  repeats: false,
});

/** The fault meets the first request, and the client gets over it. */
const once = (name, fault, more) => ({
  name: `gets_its_one_hold_although_${name}`,
  flex: [{ ...fault, ...POST }],
  holds: 1,
  ...more,
});

const wait = (text, retryAfter) => ({
  label: `_and_to_wait_${text}`.toLowerCase().replaceAll(/[^a-z\d]+/g, "_"),
  fault: { retry_after: text },
  error: retryAfter === undefined ? {} : { retryAfter },
});

const unknown = (kind, more) => ({ kind, outcome: "unknown", ...more });
const applied = (kind, more) => ({ kind, outcome: "applied", ...more });

/** It ends when the Worker's patience does, which is the longest that anything takes here. */
export const slowest = [told("flex_never_answers", { name: "hang" }, 0, unknown("timeout", { status: 504 }))];

export const flexHop = [
  status(400, "invalid_request"),
  status(401, "authentication"),
  status(403, "permission"),
  status(404, "not_found"),
  // Chromium repeats by itself what a 408 answers on a connection that it has used before.
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

  told("flex_fails_after_its_work", { name: "status", applied: true }, 1, unknown("server", { status: 500 })),
  told("the_connection_breaks", { name: "reset" }, 0, unknown("connection", { status: 502 })),
  told("a_page_is_the_answer", { name: "html" }, 0, unknown("server", { status: 502 })),
  told("flex_redirects", { name: "redirect" }, 0, unknown("redirect", { status: 502 })),
  told("the_headers_break_off", { name: "reset_in_headers" }, 1, unknown("connection")),
  told("the_body_breaks_off", { name: "reset_in_body" }, 1, applied("connection")),
  told("half_of_the_body_comes", { name: "truncate" }, 1, applied("decode")),
  told("no_body_comes", { name: "empty" }, 1, applied("decode")),
  told("null_comes", { name: "null" }, 1, applied("decode")),
  told("a_list_comes", { name: "array" }, 1, applied("decode")),
  told("the_body_is_not_utf8", { name: "invalid_utf8" }, 1, applied("decode")),
  told("the_body_is_too_large", { name: "large" }, 1, applied("decode")),

  refused("captured", 400, "checkout_session_already_processed"),
  refused("automatic", 422, "manual_capture_not_supported"),

  once("flex_is_unavailable", { name: "status", status: 503 }),
  once("flex_asks_to_wait", { name: "status", status: 429, retry_after: "1" }, { takes: 1_000 }),
  once("flex_fails_after_its_work", { name: "status", status: 500, applied: true }),
  once("the_connection_to_flex_breaks", { name: "reset" }),
  once("flex_s_headers_break_off", { name: "reset_in_headers" }),
  once("flex_s_body_breaks_off", { name: "reset_in_body" }, { recovered: true }),
  once("half_of_flex_s_body_comes", { name: "truncate" }, { recovered: true }),
  once("flex_s_body_has_a_byte_order_mark", { name: "bom" }),
  once("flex_s_body_is_nested_deeply", { name: "nested" }),
  once("flex_s_body_comes_byte_by_byte", { name: "drip" }),
];

// Faults between the page and the Worker.

const POST = { method: "POST" };
const LONG = 99;

/** A fault of the first request, which the client recovers from. */
const once = (name, fault, more = {}) => ({
  name: `places_one_hold_although_${name}`,
  page: [{ name: fault, ...POST, ...more.fault }],
  holds: 1,
  options: more.options,
  recovered: more.recovered,
  takes: more.takes,
});

/** A fault of every request, which the page must report. */
const lasting = (name, fault, holds, error) => ({
  name: `reports_the_outcome_when_${name}`,
  page: [{ name: fault, times: LONG }],
  lasts: true,
  holds,
  error,
  options: { timeout: 1_000 },
});

const timeout = { options: { timeout: 1_000 }, takes: 1_000 };

export const pageHop = [
  once("the_connection_breaks_before_the_request", "reset"),
  once("the_response_is_lost", "lose"),
  once("the_response_is_truncated", "cut", { recovered: true }),
  once("a_chunked_response_is_truncated", "cut_chunked", { recovered: true }),
  once("half_of_the_response_looks_complete", "truncate", { recovered: true }),
  once("the_response_is_late", "late", { fault: { ms: 2_500 }, ...timeout }),
  once("the_request_is_never_forwarded", "swallow", timeout),
  once("the_response_never_arrives", "hang", timeout),
  once("a_proxy_responds_instead", "page"),
  once("a_proxy_replaces_the_response", "hide"),
  once("the_request_arrives_twice", "twice"),
  once("the_request_arrives_again_later", "again"),
  {
    ...once("the_response_is_lost_twice", "lose"),
    page: [{ name: "lose", ...POST, times: 2 }],
  },
  {
    ...once("the_response_is_truncated_and_the_next_is_lost", "cut", { recovered: true }),
    page: [
      { name: "cut", ...POST },
      { name: "lose", method: "GET" },
    ],
  },
  {
    ...once("the_responses_are_lost_on_both_hops", "lose"),
    flex: [{ name: "reset_in_headers", ...POST }],
  },
  {
    ...once("the_response_is_truncated_on_one_hop_and_lost_on_the_other", "lose"),
    flex: [{ name: "reset_in_body", ...POST }],
  },
  {
    ...once("flex_is_slow_and_the_page_retries", "plain", timeout),
    page: [],
    flex: [{ name: "delay", delay_ms: 2_500, ...POST }],
  },
  lasting("no_request_is_forwarded", "reset", 0, { kind: "connection", outcome: "unknown" }),
  lasting("every_response_is_lost", "lose", 1, { kind: "connection", outcome: "unknown" }),
  // Firefox takes the truncated body for the whole one, and the client notices.
  lasting("every_response_is_truncated", "cut", 1, { outcome: "applied" }),
  lasting("every_response_is_halved", "truncate", 1, { kind: "decode", outcome: "applied" }),
  lasting("no_response_ever_arrives", "hang", 1, { kind: "timeout", outcome: "unknown" }),
  lasting("a_proxy_always_responds_instead", "page", 0, { kind: "server", status: 502, outcome: "unknown" }),
  lasting("a_proxy_replaces_every_response", "hide", 1, { kind: "server", status: 502, outcome: "unknown" }),
  {
    name: "places_one_hold_although_the_page_gives_up",
    page: [],
    flex: [{ name: "delay", delay_ms: 1_500, ...POST }],
    holds: 1,
    error: { kind: "timeout", outcome: "unknown" },
    options: { timeout: 500, maxRetries: 0 },
  },
];

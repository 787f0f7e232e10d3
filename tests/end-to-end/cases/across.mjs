// Pages of an allowed origin that is not the gateway's.

const POST = { method: "POST" };

const hears = (name, fault, error) => ({
  name: `reads_across_origins_${name}`,
  flex: [{ name: "status", ...fault, ...POST }],
  holds: 0,
  error,
  options: { maxRetries: 0 },
});

const once = (name, fault, more) => ({
  name: `places_one_hold_across_origins_although_${name}`,
  page: [{ name: fault, ...POST }],
  holds: 1,
  ...more,
});

export const across = [
  { name: "renews_across_origins", holds: 1 },
  hears("flexs_error_code", { status: 422, code: "some_code" }, { code: "some_code", outcome: "rejected" }),
  hears("retry_after_of_a_429", { status: 429, retry_after: "7" }, { kind: "rate_limit", retryAfter: 7_000 }),
  hears("retry_after_of_a_503", { status: 503, retry_after: "3" }, { kind: "server", retryAfter: 3_000 }),
  {
    name: "waits_across_origins_for_retry_after",
    flex: [{ name: "status", status: 503, retry_after: "1", ...POST }],
    holds: 1,
    takes: 1_000,
  },
  {
    name: "reports_applied_across_origins",
    flex: [{ name: "invalid_utf8", ...POST }],
    holds: 1,
    error: { kind: "decode", outcome: "applied" },
    options: { maxRetries: 0 },
  },
  once("the_connection_breaks_before_the_request", "reset"),
  once("the_response_is_lost", "lose"),
  once("the_response_is_truncated", "cut", { recovered: true }),
  once("half_of_the_response_looks_complete", "truncate", { recovered: true }),
  // Without the gateway's headers the browser hides the response.
  once("a_proxy_responds_instead", "page"),
  once("a_proxy_replaces_the_response", "hide"),
  once("the_request_arrives_twice", "twice"),
];

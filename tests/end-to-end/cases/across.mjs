// A page of another origin that may call: what its browser lets it read, and what goes wrong on its way.

const POST = { method: "POST" };

const hears = (name, fault, error) => ({
  name: `hears_across_origins_${name}`,
  flex: [{ name: "status", ...fault, ...POST }],
  holds: 0,
  error,
  options: { maxRetries: 0 },
});

const once = (name, fault, more) => ({
  name: `gets_its_one_hold_across_origins_although_${name}`,
  page: [{ name: fault, ...POST }],
  holds: 1,
  ...more,
});

export const across = [
  { name: "renews_across_origins", holds: 1 },
  hears("what_flex_says", { status: 422, code: "some_code" }, { code: "some_code", outcome: "rejected" }),
  hears("how_long_to_wait", { status: 429, retry_after: "7" }, { kind: "rate_limit", retryAfter: 7_000 }),
  hears("how_long_an_outage_lasts", { status: 503, retry_after: "3" }, { kind: "server", retryAfter: 3_000 }),
  {
    name: "waits_across_origins_as_long_as_it_is_told",
    flex: [{ name: "status", status: 503, retry_after: "1", ...POST }],
    holds: 1,
    takes: 1_000,
  },
  {
    name: "hears_across_origins_that_a_hold_is_placed",
    flex: [{ name: "invalid_utf8", ...POST }],
    holds: 1,
    error: { kind: "decode", outcome: "applied" },
    options: { maxRetries: 0 },
  },
  once("the_connection_breaks_before_the_request_is_passed_on", "reset"),
  once("the_answer_is_lost", "lose"),
  once("the_answer_breaks_off", "cut", { recovered: true }),
  once("half_of_the_answer_is_taken_for_all_of_it", "truncate", { recovered: true }),
  // Without the gateway's headers the browser shows nothing of such a page.
  once("a_proxy_answers_instead", "page"),
  once("a_proxy_hides_the_answer", "hide"),
  once("the_request_arrives_twice", "twice"),
];

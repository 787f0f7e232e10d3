// What goes wrong between the page and the Worker.

const POST = { method: "POST" };
const LONG = 99;

/** The fault meets the first request, and the client gets over it. */
const once = (name, fault, more = {}) => ({
  name: `gets_its_one_hold_although_${name}`,
  page: [{ name: fault, ...POST, ...more.fault }],
  holds: 1,
  options: more.options,
  recovered: more.recovered,
  takes: more.takes,
});

/** The fault meets every request, and the page learns what it can know. */
const lasting = (name, fault, holds, error) => ({
  name: `knows_what_to_do_when_${name}`,
  page: [{ name: fault, times: LONG }],
  lasts: true,
  holds,
  error,
  options: { timeout: 1_000 },
});

const timeout = { options: { timeout: 1_000 }, takes: 1_000 };

export const pageHop = [
  once("the_connection_breaks_before_the_request_is_passed_on", "reset"),
  once("the_answer_is_lost", "lose"),
  once("the_answer_breaks_off", "cut", { recovered: true }),
  once("the_answer_without_a_length_breaks_off", "cut_chunked", { recovered: true }),
  once("half_of_the_answer_is_taken_for_all_of_it", "truncate", { recovered: true }),
  once("the_answer_comes_too_late", "late", { fault: { ms: 2_500 }, ...timeout }),
  once("the_request_is_never_passed_on", "swallow", timeout),
  once("the_answer_never_comes", "hang", timeout),
  once("a_proxy_answers_instead", "page"),
  once("a_proxy_hides_the_answer", "hide"),
  once("the_request_arrives_twice", "twice"),
  once("the_request_arrives_again_later", "again"),
  {
    ...once("the_answer_is_lost_twice", "lose"),
    page: [{ name: "lose", ...POST, times: 2 }],
  },
  {
    ...once("the_answer_breaks_off_and_the_next_is_lost", "cut", { recovered: true }),
    page: [
      { name: "cut", ...POST },
      { name: "lose", method: "GET" },
    ],
  },
  {
    ...once("the_answers_are_lost_on_both_hops", "lose"),
    flex: [{ name: "reset_in_headers", ...POST }],
  },
  {
    ...once("the_answer_breaks_off_on_one_hop_and_is_lost_on_the_other", "lose"),
    flex: [{ name: "reset_in_body", ...POST }],
  },
  {
    ...once("flex_is_slow_and_the_page_repeats_meanwhile", "plain", timeout),
    page: [],
    flex: [{ name: "delay", delay_ms: 2_500, ...POST }],
  },
  lasting("nothing_is_ever_passed_on", "reset", 0, { kind: "connection", outcome: "unknown" }),
  lasting("every_answer_is_lost", "lose", 1, { kind: "connection", outcome: "unknown" }),
  // Firefox takes what came of the body for all of it, and the client sees that it is not.
  lasting("every_answer_breaks_off", "cut", 1, { outcome: "applied" }),
  lasting("every_answer_is_halved", "truncate", 1, { kind: "decode", outcome: "applied" }),
  lasting("no_answer_ever_comes", "hang", 1, { kind: "timeout", outcome: "unknown" }),
  lasting("a_proxy_always_answers_instead", "page", 0, { kind: "server", status: 502, outcome: "unknown" }),
  lasting("a_proxy_hides_every_answer", "hide", 1, { kind: "server", status: 502, outcome: "unknown" }),
  {
    name: "places_its_hold_although_the_page_gives_up",
    page: [],
    flex: [{ name: "delay", delay_ms: 1_500, ...POST }],
    holds: 1,
    error: { kind: "timeout", outcome: "unknown" },
    options: { timeout: 500, maxRetries: 0 },
  },
];

// Answers that refuse: which are asked again, and what each says of the hold.

import { between } from "../check.js";

const TRANSIENT = {
  408: ["invalid_request", "unknown"],
  425: ["invalid_request", "rejected"],
  429: ["rate_limit", "rejected"],
  500: ["server", "unknown"],
  502: ["server", "unknown"],
  503: ["server", "unknown"],
  504: ["server", "unknown"],
};

const FINAL = {
  400: ["invalid_request", "rejected"],
  401: ["authentication", "rejected"],
  402: ["invalid_request", "rejected"],
  403: ["permission", "rejected"],
  404: ["not_found", "rejected"],
  405: ["invalid_request", "rejected"],
  409: ["conflict", "rejected"],
  410: ["invalid_request", "rejected"],
  413: ["invalid_request", "rejected"],
  418: ["invalid_request", "rejected"],
  422: ["invalid_request", "rejected"],
  423: ["invalid_request", "rejected"],
  431: ["invalid_request", "rejected"],
  451: ["invalid_request", "rejected"],
  499: ["invalid_request", "rejected"],
  501: ["server", "unknown"],
  505: ["server", "unknown"],
  507: ["server", "unknown"],
  511: ["server", "unknown"],
  520: ["server", "unknown"],
  524: ["server", "unknown"],
  530: ["server", "unknown"],
  599: ["server", "unknown"],
};

const table = (rows, make) =>
  Object.entries(rows).map(([status, [kind, outcome]]) => make(Number(status), kind, outcome));

// Browsers take a 408 for the end of an idle connection, and send the request again by themselves.
const resentByBrowsers = (status) => status === 408;

export default [
  ...table(TRANSIENT, (status, kind) => ({
    name: `repeats_after_a_${status}`,
    faults: [{ name: "status", status }],
    expect: { attempts: resentByBrowsers(status) ? between(1, 2) : 2, status: 200, recovered: false },
    ...(!resentByBrowsers(status) && {
      retries: [{ reason: kind, action: "repeat", delay: between(0, 500) }],
    }),
    sent: { POST: 2, GET: 0 },
    resent: resentByBrowsers(status),
    holds: 1,
  })),
  ...table(TRANSIENT, (status, kind, outcome) => ({
    name: `gives_up_after_three_answers_of_${status}`,
    faults: [{ name: "status", status, times: 100 }],
    expect: { kind, outcome, attempts: 3, status },
    retries: [{ delay: between(0, 500) }, { delay: between(0, 1000) }],
    sent: { POST: 3, GET: 0 },
    resent: resentByBrowsers(status),
    holds: 0,
  })),
  ...table(FINAL, (status, kind, outcome) => ({
    name: `takes_a_${status}_for_final`,
    faults: [{ name: "status", status, times: 100 }],
    expect: { kind, outcome, attempts: 1, status },
    sent: { POST: 1, GET: 0 },
    holds: 0,
  })),
  {
    name: "places_one_hold_when_two_errors_hide_it",
    faults: [
      { name: "status", status: 500, applied: true },
      { name: "status", status: 502, applied: true },
    ],
    expect: { attempts: 3, recovered: false },
    sent: { POST: 3, GET: 0 },
    holds: 1,
  },
  {
    name: "says_unknown_when_an_error_may_hide_a_hold",
    faults: [{ name: "status", status: 500, applied: true, times: 100 }],
    expect: { kind: "server", outcome: "unknown", attempts: 3 },
    sent: { POST: 3, GET: 0 },
    holds: 1,
  },
  {
    name: "sends_nothing_twice_without_retries",
    faults: [{ name: "status", status: 503, times: 100 }],
    client: { maxRetries: 0 },
    expect: { kind: "server", outcome: "unknown", attempts: 1, status: 503 },
    sent: { POST: 1, GET: 0 },
    holds: 0,
  },
  {
    name: "retries_as_often_as_the_call_says",
    faults: [{ name: "status", status: 503, times: 3 }],
    client: { maxRetries: 0 },
    call: { maxRetries: 3 },
    expect: { attempts: 4 },
    retries: [{ delay: between(0, 500) }, { delay: between(0, 1000) }, { delay: between(0, 2000) }],
    sent: { POST: 4, GET: 0 },
    holds: 1,
  },
  {
    name: "survives_a_proxy_s_page_of_a_502",
    faults: [{ name: "html" }],
    expect: { attempts: 2 },
    sent: { POST: 2, GET: 0 },
    holds: 1,
  },
  {
    name: "survives_errors_of_several_sorts",
    faults: [
      { name: "status", status: 429 },
      { name: "html", status: 504 },
      { name: "status", status: 500, body: "" },
    ],
    call: { maxRetries: 3 },
    expect: { attempts: 4 },
    retries: [{ reason: "rate_limit" }, { reason: "server" }, { reason: "server" }],
    sent: { POST: 4, GET: 0 },
    holds: 1,
  },
  ...[
    ["hides_no_unknown_attempt_behind_a_404", 503, 404, "not_found", "unknown"],
    ["hides_no_unknown_attempt_behind_a_401", 500, 401, "authentication", "unknown"],
    ["hides_no_unknown_attempt_behind_a_409", 504, 409, "conflict", "unknown"],
    ["knows_of_no_hold_after_refusals_alone", 429, 404, "not_found", "rejected"],
  ].map(([name, first, second, kind, outcome]) => ({
    name,
    faults: [
      { name: "status", status: first },
      { name: "status", status: second },
    ],
    expect: { kind, outcome, attempts: 2, status: second },
    sent: { POST: 2, GET: 0 },
    holds: 0,
  })),
  {
    name: "retries_a_retrieve_too",
    action: "retrieve",
    faults: [
      { name: "status", status: 503 },
      { name: "status", status: 429 },
    ],
    expect: { attempts: 3, recovered: false },
    retries: [
      { reason: "server", action: "repeat" },
      { reason: "rate_limit", action: "repeat" },
    ],
    sent: { POST: 0, GET: 3 },
    holds: 0,
  },
  {
    name: "has_no_outcome_for_a_retrieve_that_gives_up",
    action: "retrieve",
    faults: [{ name: "status", status: 503, times: 100 }],
    expect: { kind: "server", outcome: "none", attempts: 3 },
    sent: { POST: 0, GET: 3 },
    holds: 0,
  },
];

// Error statuses: which are retried, and the outcome of each.

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

// Browsers take a 408 for the end of an idle connection, and resend the request.
const resentByBrowsers = (status) => status === 408;

export default [
  ...table(TRANSIENT, (status, kind) => ({
    name: `retries_after_a_${status}`,
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
    name: `gives_up_after_three_responses_with_${status}`,
    faults: [{ name: "status", status, times: 100 }],
    expect: { kind, outcome, attempts: 3, status },
    retries: [{ delay: between(0, 500) }, { delay: between(0, 1000) }],
    sent: { POST: 3, GET: 0 },
    resent: resentByBrowsers(status),
    holds: 0,
  })),
  ...table(FINAL, (status, kind, outcome) => ({
    name: `never_retries_a_${status}`,
    faults: [{ name: "status", status, times: 100 }],
    expect: { kind, outcome, attempts: 1, status },
    sent: { POST: 1, GET: 0 },
    holds: 0,
  })),
  {
    name: "places_one_hold_when_two_errors_follow_it",
    faults: [
      { name: "status", status: 500, applied: true },
      { name: "status", status: 502, applied: true },
    ],
    expect: { attempts: 3, recovered: false },
    sent: { POST: 3, GET: 0 },
    holds: 1,
  },
  {
    name: "reports_unknown_after_server_errors",
    faults: [{ name: "status", status: 500, applied: true, times: 100 }],
    expect: { kind: "server", outcome: "unknown", attempts: 3 },
    sent: { POST: 3, GET: 0 },
    holds: 1,
  },
  {
    name: "never_retries_with_max_retries_0",
    faults: [{ name: "status", status: 503, times: 100 }],
    client: { maxRetries: 0 },
    expect: { kind: "server", outcome: "unknown", attempts: 1, status: 503 },
    sent: { POST: 1, GET: 0 },
    holds: 0,
  },
  {
    name: "retries_as_often_as_the_call_allows",
    faults: [{ name: "status", status: 503, times: 3 }],
    client: { maxRetries: 0 },
    call: { maxRetries: 3 },
    expect: { attempts: 4 },
    retries: [{ delay: between(0, 500) }, { delay: between(0, 1000) }, { delay: between(0, 2000) }],
    sent: { POST: 4, GET: 0 },
    holds: 1,
  },
  {
    name: "retries_after_a_proxys_502_page",
    faults: [{ name: "html" }],
    expect: { attempts: 2 },
    sent: { POST: 2, GET: 0 },
    holds: 1,
  },
  {
    name: "retries_after_different_errors",
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
    ["keeps_unknown_when_a_404_follows", 503, 404, "not_found", "unknown"],
    ["keeps_unknown_when_a_401_follows", 500, 401, "authentication", "unknown"],
    ["keeps_unknown_when_a_409_follows", 504, 409, "conflict", "unknown"],
    ["reports_rejected_after_rejections_only", 429, 404, "not_found", "rejected"],
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
    name: "retries_a_retrieve",
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
    name: "reports_outcome_none_when_a_retrieve_gives_up",
    action: "retrieve",
    faults: [{ name: "status", status: 503, times: 100 }],
    expect: { kind: "server", outcome: "none", attempts: 3 },
    sent: { POST: 0, GET: 3 },
    holds: 0,
  },
];

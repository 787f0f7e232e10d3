// Connections that cannot be made, or break before the response.

import { between } from "../check.js";

/** A fetch whose first `times` requests go to a closed port. */
const refused = (times) => (scene) => {
  let left = times;
  return (input, init) => {
    const gone = left-- > 0;
    return fetch(gone ? input.replace(scene.baseURL, scene.env.closedURL) : input, init);
  };
};

/** A fetch that loses the first `times` responses, after the server has processed the request. */
const loses = (times) => () => {
  let left = times;
  return async (input, init) => {
    const response = await fetch(input, init);
    if (left-- <= 0) return response;
    await response.arrayBuffer();
    throw new TypeError("Failed to fetch");
  };
};

export default [
  {
    name: "gives_up_when_connections_are_refused",
    fetch: refused(100),
    expect: { kind: "connection", outcome: "unknown", attempts: 3, status: undefined },
    retries: [
      { reason: "connection", action: "repeat", delay: between(0, 500) },
      { reason: "connection", action: "repeat", delay: between(0, 1000) },
    ],
    sent: { POST: 0, GET: 0 },
    holds: 0,
  },
  {
    name: "succeeds_once_a_connection_is_accepted",
    fetch: refused(2),
    expect: { attempts: 3, recovered: false },
    sent: { POST: 1, GET: 0 },
    holds: 1,
  },
  {
    name: "gives_up_a_retrieve_when_connections_are_refused",
    action: "retrieve",
    fetch: refused(100),
    expect: { kind: "connection", outcome: "none", attempts: 3 },
    sent: { POST: 0, GET: 0 },
    holds: 0,
  },
  {
    name: "gives_up_when_every_connection_is_reset",
    faults: [{ name: "reset", times: 100 }],
    expect: { kind: "connection", outcome: "unknown", attempts: 3, status: undefined },
    retries: [{ reason: "connection" }, { reason: "connection" }],
    sent: { POST: 3, GET: 0 },
    resent: true,
    holds: 0,
  },
  {
    name: "places_one_hold_when_the_response_is_lost",
    faults: [{ name: "reset", applied: true }],
    expect: { attempts: between(1, 2), recovered: false },
    sent: { POST: 2, GET: 0 },
    resent: true,
    holds: 1,
  },
  {
    name: "places_one_hold_when_every_response_is_reset_in_its_headers",
    faults: [{ name: "reset_in_headers", times: 100 }],
    expect: { kind: "connection", outcome: "unknown", attempts: 3, status: undefined },
    sent: { POST: 3, GET: 0 },
    resent: true,
    holds: 1,
  },
  {
    name: "succeeds_after_a_response_reset_in_its_headers",
    faults: [{ name: "reset_in_headers" }],
    expect: { attempts: between(1, 2), recovered: false },
    sent: { POST: 2, GET: 0 },
    resent: true,
    holds: 1,
  },
  {
    name: "places_one_hold_when_two_responses_are_lost",
    fetch: loses(2),
    expect: { attempts: 3, recovered: false },
    retries: [{ reason: "connection", action: "repeat" }, { action: "repeat" }],
    sent: { POST: 3, GET: 0 },
    holds: 1,
  },
  {
    name: "reports_unknown_when_every_response_is_lost",
    fetch: loses(100),
    expect: { kind: "connection", outcome: "unknown", attempts: 3 },
    sent: { POST: 3, GET: 0 },
    holds: 1,
  },
  {
    name: "keeps_unknown_when_a_404_follows_a_lost_response",
    fetch: loses(1),
    faults: [
      { name: "status", status: 500, applied: true },
      { name: "status", status: 404 },
    ],
    expect: { kind: "not_found", outcome: "unknown", attempts: 2 },
    sent: { POST: 2, GET: 0 },
    holds: 1,
  },
  {
    name: "retries_a_retrieve_after_a_broken_connection",
    action: "retrieve",
    fetch: loses(2),
    expect: { attempts: 3, recovered: false },
    sent: { POST: 0, GET: 3 },
    holds: 0,
  },
];

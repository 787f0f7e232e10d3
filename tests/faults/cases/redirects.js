// Redirects are not followed, so the key reaches only one origin.

import { equal } from "../../support/assert.js";

const there = ({ otherURL, session }) => `${otherURL}/v1/checkout/sessions/${session.id}/reauth`;
const here = ({ session }) => `/v1/checkout/sessions/${session.id}`;

/** Asserts that no request for the session reached the other sandbox. */
async function nothingArrivesThere({ otherURL, session }) {
  const response = await fetch(`${otherURL}/sandbox/requests?session=${session.id}`);
  const { requests } = await response.json();
  equal(requests.length, 0, "requests at the other origin");
}

const redirect = (status, location) => (scene) => ({
  name: "redirect",
  status,
  times: 100,
  location: location(scene),
});

const redirected = (name, faults, more) => ({
  name,
  faults,
  expect: { kind: "redirect", outcome: "unknown", attempts: 1 },
  retries: [],
  sent: { POST: 1, GET: 0 },
  holds: 0,
  also: nothingArrivesThere,
  ...more,
});

const STATUSES = [301, 302, 303, 307, 308];

export default [
  ...STATUSES.map((status) =>
    redirected(`carries_nothing_to_another_origin_after_a_${status}`, (scene) => [
      redirect(status, there)(scene),
    ]),
  ),
  ...STATUSES.map((status) =>
    redirected(`does_not_follow_a_${status}_at_home`, (scene) => [redirect(status, here)(scene)]),
  ),
  redirected(
    "reports_unknown_for_a_redirect_after_the_hold",
    (scene) => [{ ...redirect(303, here)(scene), applied: true }],
    { holds: 1 },
  ),
  redirected(
    "follows_no_redirect_of_a_retried_post",
    (scene) => [{ name: "status", status: 503 }, redirect(307, there)(scene)],
    {
      expect: { kind: "redirect", outcome: "unknown", attempts: 2 },
      retries: [{ action: "repeat", reason: "server" }],
      sent: { POST: 2, GET: 0 },
    },
  ),
  redirected(
    "follows_no_redirect_of_a_recovering_read",
    (scene) => [{ name: "truncate", method: "POST" }, redirect(302, there)(scene)],
    {
      expect: { kind: "decode", outcome: "applied", attempts: 2 },
      retries: [{ action: "read", reason: "decode" }],
      sent: { POST: 1, GET: 1 },
      holds: 1,
    },
  ),
  redirected("does_not_follow_a_redirect_of_a_retrieve", (scene) => [redirect(302, there)(scene)], {
    action: "retrieve",
    expect: { kind: "redirect", outcome: "none", attempts: 1 },
    sent: { POST: 0, GET: 1 },
  }),
];

// The custom route of examples/worker and examples/workers-rs.

import { deepEqual, equal, has, matches } from "../support/assert.js";
import { NO_ANSWER, renewedOnce } from "./example.mjs";

/** The response was truncated, and for a while the session cannot be read: a call gives up with a hold placed. */
const LOST = [
  { name: "reset_in_body", method: "POST" },
  { name: "reset", method: "GET", times: 2 },
];

/** `send` sends a request to a path of the Worker. */
export function ownRoute({ seed }, send, secret) {
  const request = async (method, path, headers) => {
    const authorization = `Bearer ${secret}`;
    const response = await send(path, { method, headers: { authorization, ...headers } });
    const body = await response.text();
    return { status: response.status, ...(body.startsWith("{") && JSON.parse(body)), body };
  };
  const keyOf = ({ id }) => ({ "idempotency-key": `renewal-1-of-${id}` });
  const renew = (session, headers = keyOf(session)) =>
    request("POST", `/sessions/${session.id}/renew`, headers);
  const stored = async ({ id }) => JSON.parse((await request("GET", `/sessions/${id}/payment-intents`)).body);

  return {
    async renews_with_the_key_and_stores_the_payment_intents() {
      const session = await seed();
      const { status, payment_intents } = await renew(session);
      const held = await renewedOnce(session);
      deepEqual([status, payment_intents, await stored(session)], [200, held, held], "answer and store");
    },

    async places_one_hold_for_one_key() {
      const session = await seed();
      await renew(session);
      equal((await renew(session)).status, 200, "the second answer");
      deepEqual(await stored(session), await renewedOnce(session), "stored payment intents");
    },

    async rejects_unauthenticated_callers() {
      const session = await seed();
      const headers = keyOf(session);
      for (const authorization of ["", "Bearer ", `Bearer ${secret}x`, secret])
        equal((await renew(session, { ...headers, authorization })).status, 401, authorization);
      equal(
        (await request("GET", `/sessions/${session.id}/payment-intents`, { authorization: "" })).status,
        401,
      );
      deepEqual(await session.requests(), [], "requests");
    },

    async requires_a_key_for_each_renewal() {
      const session = await seed();
      equal((await renew(session, {})).status, 400, "status");
      deepEqual(await session.requests(), [], "requests");
    },

    async reports_flexs_rejection() {
      const answer = await renew(await seed("captured"));
      const code = "checkout_session_already_processed";
      has(answer, { status: 422, outcome: "rejected", code }, "answer");
    },

    async resolves_an_unknown_outcome_with_the_same_key() {
      const session = await seed("hold_expiring", { faults: NO_ANSWER });
      has(await renew(session), { status: 503, outcome: "unknown" }, "the first answer");
      deepEqual(await stored(session), [], "stored before");
      equal((await renew(session)).status, 200, "the second answer");
      deepEqual(await stored(session), await renewedOnce(session), "stored payment intents");
    },

    async reads_the_session_when_the_response_was_lost() {
      const session = await seed("hold_expiring", { faults: LOST });
      equal((await renew(session)).status, 200, "status");
      deepEqual(await stored(session), await renewedOnce(session), "stored payment intents");
    },

    async reports_a_hold_that_cannot_be_read() {
      const faults = [LOST[0], { ...LOST[1], times: 9 }];
      const session = await seed("hold_expiring", { faults });
      const answer = await renew(session);
      has(answer, { status: 502, outcome: "applied" }, "answer");
      matches(answer.message, /./, "message");
      await renewedOnce(session);
    },
  };
}

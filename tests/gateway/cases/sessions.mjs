// A 2xx from Flex must contain the requested session and no other.

import { deepEqual, equal, ok } from "../../support/assert.js";

const SECRET = "pi_of_another_session";
const OTHER = {
  id: "fcs_01ANOTHERSESSION000000000000",
  fields: `"amount_total":98765,"payment_intent":"${SECRET}","captures":[],"status":"open","test_mode":true`,
};

/** Bodies of a 2xx with another session. In them `{id}` is the requested id. */
const OTHERS = {
  "another id": `{"checkout_session":{"checkout_session_id":"${OTHER.id}",${OTHER.fields}}}`,
  "another id, escaped": `{"checkout_session":{"checkout_session_id":"\\u0066${OTHER.id.slice(1)}",${OTHER.fields}}}`,
  "an escaped name": `{"checkout_session":{"checkout_session\\u005fid":"${OTHER.id}",${OTHER.fields}}}`,
  "a longer id": `{"checkout_session":{"checkout_session_id":"{id}0",${OTHER.fields}}}`,
  "a padded id": `{"checkout_session":{"checkout_session_id":" {id}",${OTHER.fields}}}`,
  "an empty id": `{"checkout_session":{"checkout_session_id":"",${OTHER.fields}}}`,
  "two ids, the last one the requested": `{"checkout_session":{"checkout_session_id":"${OTHER.id}","checkout_session_id":"{id}",${OTHER.fields}}}`,
  "two sessions, the last one the requested": `{"checkout_session":{"checkout_session_id":"${OTHER.id}",${OTHER.fields}},"checkout_session":{"checkout_session_id":"{id}"}}`,
};

/** Bodies of a 2xx whose session has no id. */
const NO_ID = {
  "no id": `{"checkout_session":{${OTHER.fields}}}`,
  "null as the id": `{"checkout_session":{"checkout_session_id":null,${OTHER.fields}}}`,
  "a number as the id": `{"checkout_session":{"checkout_session_id":1,${OTHER.fields}}}`,
  "an array as the id": `{"checkout_session":{"checkout_session_id":["{id}"],${OTHER.fields}}}`,
  "an object as the id": `{"checkout_session":{"checkout_session_id":{"checkout_session_id":"{id}"},${OTHER.fields}}}`,
  "the id of a nested object": `{"checkout_session":{"split_cart":{"checkout_session_id":"{id}"},${OTHER.fields}}}`,
};

/** Spellings of the requested id. */
const SPELLINGS = {
  "its id": (id) => id,
  "lower case": (id) => id.toLowerCase(),
  "upper case": (id) => id.toUpperCase(),
  "an escaped character": (id) => `\\u0066${id.slice(1)}`,
  "escaped characters in another case": (id) => `\\u0046\\u0043${id.slice(2)}`,
};

/** Requests a session, and expects a 502 that is logged and reveals nothing of the body. */
async function mismatches(t, session, { gateway = "renewals", action, what, ...rest }) {
  const { result: answer, lines } = await t.lines(1, () => t.call(session, { gateway, action }));
  const outcome = action === "reauth" ? "applied" : "none";
  const { code } = { code: "session_mismatch", ...rest };
  equal(answer.status, 502, `status for ${what}`);
  const { message, ...error } = answer.error;
  const expected = code ? { code, kind: "decode", outcome } : { kind: "decode", outcome };
  deepEqual(error, expected, `error for ${what}`);
  const [line] = lines;
  const logged = { code: line.code, kind: line.kind, outcome: line.outcome };
  deepEqual(logged, { code, kind: "decode", outcome }, `line for ${what}`);
  deepEqual([line.status, line.flex_status], [502, 200], `statuses in the line for ${what}`);
  equal(line.session, session.id, `session in the line for ${what}`);
  equal(line.payment_intents, undefined, `payment intents in the line for ${what}`);
  for (const text of [answer.text, JSON.stringify(answer.headers), JSON.stringify(line)])
    for (const secret of [OTHER.id, SECRET, "98765"])
      ok(!text.includes(secret), `${secret} leaks for ${what}: ${text}`);
  const { renewals } = await (await fetch(`${t.origin}/control`)).json();
  const own = renewals.filter(({ sessionId }) => [session.id, OTHER.id].includes(sessionId));
  equal(own.length, 0, `calls of onReauth for ${what}`);
}

export async function refuses_a_2xx_with_another_session(t) {
  for (const action of ["reauth", "retrieve"])
    for (const [what, body] of Object.entries(OTHERS))
      await mismatches(t, await t.seed("minimal", { body }), { action, what: `${action}, ${what}` });
}

export async function refuses_a_2xx_whose_session_has_no_id(t) {
  for (const action of ["reauth", "retrieve"])
    for (const [what, body] of Object.entries(NO_ID)) {
      const session = await t.seed("minimal", { body });
      await mismatches(t, session, { action, code: undefined, what: `${action}, ${what}` });
    }
}

export async function refuses_another_session_whatever_is_exposed(t) {
  const body = OTHERS["another id"];
  await mismatches(t, await t.seed("minimal", { body }), {
    action: "retrieve",
    gateway: "exposing",
    what: "exposed fields",
  });
}

export async function refuses_another_session_after_a_truncated_2xx(t) {
  for (const name of ["truncate", "reset_in_body"]) {
    const session = await t.seed("minimal", {
      body: OTHERS["another id"],
      faults: [{ name, method: "POST" }],
    });
    await mismatches(t, session, { action: "reauth", gateway: "retrying", what: `the GET after ${name}` });
    const methods = (await session.requests()).map(({ method }) => method);
    equal(methods.join(), "POST,GET", `requests to Flex after ${name}`);
  }
}

export async function compares_session_ids_without_case(t) {
  for (const action of ["reauth", "retrieve"])
    for (const [what, spell] of Object.entries(SPELLINGS)) {
      const session = await t.seed();
      const body = `{"checkout_session":{"checkout_session_id":"${spell(session.id)}","amount_total":1}}`;
      await session.plan([{ name: "status", status: 200, body }]);
      const answer = await t.call(session, { action });
      equal(answer.status, 200, `status for ${action}, ${what}`);
      equal(answer.text, body, `body for ${action}, ${what}`);
    }
}

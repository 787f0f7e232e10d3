// A 2xx means that the hold is placed, whatever its body.

import { deepEqual, equal, ok } from "../../support/assert.js";

const TEXTS = [
  "null",
  "[]",
  "",
  "{}",
  "true",
  '"string"',
  "<!doctype html><title>Welcome</title>",
  '{"checkout_session":null}',
  '{"checkout_session":[]}',
  '{"checkout_session":"fcs_1"}',
  '{"checkout_session":{}}',
  '{"checkout_session":{"checkout_session_id":null}}',
  '{"checkout_session":{"checkout_session_id":7}}',
  '{"checkout_session":{"checkout_session_id":"fcs_1"}} trailing',
  '{"checkout_session":{"checkout_session_id":"fcs_1"}',
  '{"checkout_session":{"checkout_session_id":"fcs_1",}}',
];

export async function reports_applied_when_the_body_has_no_session(t) {
  for (const body of TEXTS) {
    const seeded = await t.seed("hold_expiring", { body });
    const error = await t.rejects(() => t.client().reauth(seeded.id), {
      kind: "decode",
      outcome: "applied",
      status: 200,
      body,
    });
    ok(error.idempotencyKey, `no idempotency key on the error for ${body}`);
    const { reauths } = await seeded.entry();
    equal(reauths, 1, `reauths for ${body}`);
  }
}

export async function accepts_a_session_with_only_an_id(t) {
  const { id } = await t.seedBody('{"checkout_session":{"checkout_session_id":"fcs_1"}}');
  const { data, drift } = await t.client().reauth(id).withResponse();
  deepEqual(data, { checkout_session_id: id }, "session");
  equal(drift?.found, "absent", "found");
}

export async function reports_every_invalid_body_of_the_sandbox(t) {
  for (const name of ["html", "empty", "null", "array", "truncate", "invalid_utf8"]) {
    const seeded = await t.seed("hold_expiring", { faults: [{ name, times: 10, status: 200 }] });
    const error = await t.rejects(() => t.client().reauth(seeded.id), { kind: "decode", outcome: "applied" });
    equal(typeof error.body, "string", `typeof body of ${name}`);
  }
}

export async function reads_unknown_fields_of_any_depth(t) {
  const seeded = await t.seed("hold_expiring", { faults: [{ name: "nested", times: 1, status: 200 }] });
  const { data, holds, drift } = await t.client().reauth(seeded.id).withResponse();
  deepEqual([data.checkout_session_id, holds.length, drift], [seeded.id, 1, null], "id, holds and drift");
}

export async function reports_applied_when_the_body_is_too_large(t) {
  const seeded = await t.seed("hold_expiring", { faults: [{ name: "large", times: 10, bytes: 200_000 }] });
  const error = await t.rejects(() => t.client({ maxResponseBytes: 100_000 }).reauth(seeded.id), {
    kind: "decode",
    outcome: "applied",
    status: 200,
  });
  ok(error.message.includes("maxResponseBytes"), `the option is not named: ${error.message}`);
  const session = await t.client({ maxResponseBytes: 300_000 }).retrieve(seeded.id);
  equal(session.checkout_session_id, seeded.id, "checkout_session_id of one that is large enough");
}

export async function never_posts_again_after_a_2xx(t) {
  const seeded = await t.seedBody("{}");
  await t.rejects(() => t.client().reauth(seeded.id), { kind: "decode" });
  const posts = (await seeded.requests()).filter(({ method }) => method === "POST");
  equal(posts.length, 1, "POSTs");
}

export async function reads_the_session_after_a_truncated_2xx(t) {
  const seeded = await t.seed("hold_expiring", {
    faults: [{ name: "reset_in_body", times: 1, method: "POST" }],
  });
  const answer = await t.client().reauth(seeded.id).withResponse();
  equal(answer.recovered, true, "recovered");
  equal(answer.attempts, 2, "attempts");
  equal(answer.data.checkout_session_id, seeded.id, "checkout_session_id");
  deepEqual(
    (await seeded.requests()).map(({ method }) => method),
    ["POST", "GET"],
    "requests",
  );
  const { reauths, holds_placed } = await seeded.entry();
  equal(reauths, 1, "reauths");
  equal(holds_placed, 1, "holds placed");
}

export async function recovers_the_new_hold_of_a_truncated_response(t) {
  const seeded = await t.seed("hold_expiring", {
    faults: [{ name: "reset_in_body", times: 1, method: "POST" }],
  });
  const flex = t.client();
  const before = await flex.retrieve(seeded.id).withResponse();
  const { holds } = await flex.reauth(seeded.id).withResponse();
  const after = await flex.retrieve(seeded.id).withResponse();
  deepEqual(holds, after.holds, "holds");
  ok(holds[0].payment_intent_id !== before.holds[0].payment_intent_id, "the hold is the old one");
}

export async function reports_applied_when_recovery_fails_too(t) {
  const faults = [
    { name: "reset_in_body", times: 1, method: "POST" },
    // Firefox sends each request ten times before it gives up.
    { name: "reset", times: 100, method: "GET" },
  ];
  const seeded = await t.seed("hold_expiring", { faults });
  const error = await t.rejects(() => t.client().reauth(seeded.id), { outcome: "applied" });
  ok(error.idempotencyKey, "no idempotency key on the error");
  ok(error.attempts >= 2, `attempts: ${error.attempts}`);
  const posts = (await seeded.requests()).filter(({ method }) => method === "POST");
  equal(posts.length, 1, "POSTs");
}

export async function keeps_applied_when_recovery_is_rejected(t) {
  const faults = [
    { name: "reset_in_body", times: 1, method: "POST" },
    { name: "status", status: 404, times: 10, method: "GET" },
  ];
  const { id } = await t.seed("hold_expiring", { faults });
  await t.rejects(() => t.client().reauth(id), { outcome: "applied" });
}

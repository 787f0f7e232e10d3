// What a call sends, and how its promise behaves.

import { deepEqual, equal, matches, ok, rejects } from "../../support/assert.js";
import { watchUnhandledRejections } from "../../support/rejections.js";
import { answeringFetch, recordingFetch } from "../context.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export async function makes_an_idempotency_key_for_every_reauth(t) {
  const seeded = await t.seed("hold_expiring");
  const { id } = seeded;
  const { fetch, calls } = recordingFetch();
  const flex = t.client({ fetch });
  const first = await flex.reauth(id).withResponse();
  const second = await flex.reauth(id).withResponse();
  matches(first.idempotencyKey, UUID, "idempotencyKey");
  ok(first.idempotencyKey !== second.idempotencyKey, "two reauths share a key");
  equal(calls[0].headers["idempotency-key"], first.idempotencyKey, "the header");
  equal(calls[1].headers["idempotency-key"], second.idempotencyKey, "the second header");
  const { idempotency_keys } = await seeded.entry();
  deepEqual(idempotency_keys, [first.idempotencyKey, second.idempotencyKey], "keys that arrived");
}

export async function keeps_the_caller_s_idempotency_key(t) {
  const seeded = await t.seed("hold_expiring");
  const { fetch, calls } = recordingFetch();
  const flex = t.client({ fetch });
  const options = { idempotencyKey: `order-1234:${seeded.id}` };
  const { idempotencyKey } = await flex.reauth(seeded.id, options).withResponse();
  equal(idempotencyKey, options.idempotencyKey, "idempotencyKey");
  equal(calls[0].headers["idempotency-key"], options.idempotencyKey, "the header");

  await flex.reauth(seeded.id, options);
  const { holds_placed } = await seeded.entry();
  equal(holds_placed, 1, "holds placed by two calls with one key");
}

export async function puts_the_idempotency_key_on_errors(t) {
  const given = await t.rejects(() => t.client().reauth("fcs_unknown", { idempotencyKey: "mine" }), {});
  equal(given.idempotencyKey, "mine", "the caller's key");
  const made = await t.rejects(() => t.client().reauth("fcs_unknown"), {});
  matches(made.idempotencyKey, UUID, "the made key");
}

export async function refuses_an_idempotency_key_that_cannot_be_sent(t) {
  const { fetch, calls } = recordingFetch();
  const flex = t.client({ fetch });
  for (const idempotencyKey of ["", "a b", "a\nb", "ключ", null, 7])
    await t.rejects(() => flex.reauth("fcs_1", { idempotencyKey }), {
      kind: "configuration",
      outcome: "not_sent",
    });
  equal(calls.length, 0, "requests");
}

export async function sends_a_post_without_a_body(t) {
  const { id } = await t.seed("hold_expiring");
  const { fetch, calls } = recordingFetch();
  await t.client({ fetch, defaultHeaders: { "x-shop": "1" } }).reauth(id, { headers: { "x-order": "2" } });
  equal(calls.length, 1, "requests");
  const [{ method, url, headers }] = calls;
  equal(method, "POST", "method");
  equal(url, `${t.env.baseURL}/v1/checkout/sessions/${id}/reauth`, "URL");
  equal(headers.authorization, `Bearer ${t.env.apiKey}`, "authorization");
  equal(headers["x-shop"], "1", "a default header");
  equal(headers["x-order"], "2", "a header of the call");
  equal(headers["content-type"], undefined, "content-type");
}

export async function retrieves_with_a_get_that_carries_no_idempotency_key(t) {
  const seeded = await t.seed("hold_expiring");
  const { fetch, calls } = recordingFetch();
  const { data, idempotencyKey, attempts, recovered } = await t
    .client({ fetch })
    .retrieve(seeded.id)
    .withResponse();
  equal(data.checkout_session_id, seeded.id, "checkout_session_id");
  equal(calls[0].method, "GET", "method");
  equal(calls[0].headers.authorization, `Bearer ${t.env.apiKey}`, "authorization");
  equal(calls[0].headers["idempotency-key"], undefined, "the header");
  equal(idempotencyKey, undefined, "idempotencyKey");
  equal(attempts, 1, "attempts");
  equal(recovered, false, "recovered");
  equal((await seeded.entry()).reauths, 0, "reauths");
}

export async function calls_the_given_fetch_without_a_this(t) {
  let self = "never called";
  const answer = answeringFetch(200, t.env.documented);
  const flex = t.client({
    fetch: function () {
      self = this;
      return answer();
    },
  });
  const session = await flex.reauth("fcs_1");
  equal(self, undefined, "this");
  deepEqual(session, t.env.documented.checkout_session, "session");
}

export async function sends_no_option_that_a_runtime_refuses(t) {
  let seen;
  const answer = answeringFetch(200, t.env.documented);
  const fetch = (input, init) => {
    seen = { input, init };
    return answer();
  };
  await t.client({ fetch }).reauth("fcs_1");
  for (const name of ["cache", "credentials", "mode", "referrer", "integrity"])
    equal(seen.init?.[name], undefined, `init.${name}`);
  equal(seen.init?.redirect ?? seen.input.redirect, "manual", "redirect");
}

export async function keeps_the_answers_of_concurrent_calls_apart(t) {
  const flex = t.client();
  // The first seeded answers last.
  const seeded = await Promise.all(
    [160, 120, 80, 40, 0].map((delay_ms) =>
      t.seed("hold_expiring", {
        patch: { amount_total: delay_ms },
        faults: [{ name: "delay", delay_ms, times: 1 }],
      }),
    ),
  );
  const missing = t.rejects(() => flex.reauth("fcs_unknown"), { kind: "not_found" });
  const answers = await Promise.all(seeded.map(({ id }) => flex.reauth(id).withResponse()));
  for (const [index, { data }] of answers.entries()) {
    equal(data.checkout_session_id, seeded[index].id, "checkout_session_id");
    equal(data.amount_total, 160 - 40 * index, "amount_total");
  }
  equal(new Set(answers.map(({ idempotencyKey }) => idempotencyKey)).size, 5, "different idempotency keys");
  await missing;
}

export async function returns_a_promise_like_any_other(t) {
  const { id } = await t.seed("hold_expiring");
  const flex = t.client();
  let finished = 0;
  const session = await flex.retrieve(id).finally(() => finished++);
  equal(session.checkout_session_id, id, "checkout_session_id through finally");
  equal(await flex.retrieve(id).then((found) => found.checkout_session_id), id, "through then");
  equal(await flex.retrieve("fcs_unknown").catch(({ kind }) => kind), "not_found", "kind through catch");
  equal(finished, 1, "finally calls");
}

export async function leaves_no_unhandled_rejection_when_only_the_response_is_handled(t) {
  const unhandled = await watchUnhandledRejections(async () => {
    await t.rejects(() => t.client().reauth("fcs_unknown").withResponse(), { kind: "not_found" });
    await t.rejects(() => t.client().reauth("").withResponse(), { kind: "configuration" });
    await t.rejects(() => t.client().reauth("fcs_unknown"), { kind: "not_found" });
  });
  deepEqual(unhandled, [], "unhandled rejections");
}

export async function reports_a_rejection_that_nobody_handles(t) {
  for (const start of [
    () => t.client().reauth("fcs_unknown"),
    () => t.client().reauth("fcs_unknown").withResponse(),
  ]) {
    const unhandled = await watchUnhandledRejections(async () => {
      start();
      // By the time that this one is answered the other is too, or nearly.
      await rejects(() => t.client().reauth("fcs_unknown"));
    });
    equal(unhandled.length, 1, `unhandled rejections of ${start}`);
    matches(unhandled[0], /^Flex/, "the unhandled rejection");
  }
}

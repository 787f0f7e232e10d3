// Requests that a call sends, and its promise.

import { deepEqual, equal, matches, ok, rejects } from "../../support/assert.js";
import { watchUnhandledRejections } from "../../support/rejections.js";
import { answeringFetch, recordingFetch } from "../context.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export async function generates_an_idempotency_key_for_every_reauth(t) {
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

export async function keeps_the_callers_idempotency_key(t) {
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
  const own = await t.rejects(() => t.client().reauth("fcs_unknown", { idempotencyKey: "mine" }), {});
  equal(own.idempotencyKey, "mine", "the caller's key");
  const generated = await t.rejects(() => t.client().reauth("fcs_unknown"), {});
  matches(generated.idempotencyKey, UUID, "the generated key");
}

export async function rejects_an_invalid_idempotency_key(t) {
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

export async function retrieves_with_get_and_no_idempotency_key(t) {
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

export async function calls_a_custom_fetch_without_this(t) {
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

export async function omits_fetch_options_that_some_runtimes_reject(t) {
  let seen;
  const answer = answeringFetch(200, t.env.documented);
  const fetch = (input, init) => {
    seen = { input, init };
    return answer();
  };
  await t.client({ fetch }).reauth("fcs_1");
  for (const name of ["credentials", "mode", "referrer", "integrity"])
    equal(seen.init?.[name], undefined, `init.${name}`);
  equal(seen.init?.redirect ?? seen.input.redirect, "manual", "redirect");
  equal(seen.init?.cache, takesNoStore() ? "no-store" : undefined, "cache");
}

/** Workers with an old compatibility date reject the option. */
function takesNoStore() {
  try {
    return Boolean(new Request("http://a.example", { cache: "no-store" }));
  } catch {
    return false;
  }
}

export async function keeps_concurrent_calls_apart(t) {
  const flex = t.client();
  // The first session responds last.
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

export async function returns_a_promise_with_then_catch_and_finally(t) {
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

export async function reports_an_unhandled_rejection_once(t) {
  for (const start of [
    () => t.client().reauth("fcs_unknown"),
    () => t.client().reauth("fcs_unknown").withResponse(),
  ]) {
    const unhandled = await watchUnhandledRejections(async () => {
      start();
      // When this call has settled, the other has too, or nearly.
      await rejects(() => t.client().reauth("fcs_unknown"));
    });
    equal(unhandled.length, 1, `unhandled rejections of ${start}`);
    matches(unhandled[0], /^Flex/, "the unhandled rejection");
  }
}

export async function listens_once_to_a_signal_that_a_thousand_calls_share(t) {
  const warnings = [];
  const warn = ({ name }) => warnings.push(name);
  globalThis.process?.on?.("warning", warn);
  const { signal } = new AbortController();
  const listeners = { added: 0, removed: 0 };
  const count = (method, counter) => {
    const original = signal[method];
    signal[method] = function (...args) {
      listeners[counter] += 1;
      return original.apply(this, args);
    };
  };
  count("addEventListener", "added");
  count("removeEventListener", "removed");
  const id = t.documented().checkout_session.checkout_session_id;
  const flex = t.client({ fetch: answeringFetch(200, t.documented()) });
  await Promise.all(Array.from({ length: 1000 }, () => flex.retrieve(id, { signal })));
  deepEqual(listeners, { added: 1, removed: 1 }, "listeners");
  // Node emits its warning in a later turn.
  await new Promise((resume) => setTimeout(resume, 20));
  globalThis.process?.off?.("warning", warn);
  deepEqual(warnings, [], "warnings");
}

export async function ends_every_call_of_a_shared_signal(t) {
  const controller = new AbortController();
  const flex = t.client({ fetch: () => new Promise(() => {}) });
  const calls = Array.from({ length: 20 }, () => flex.reauth("fcs_1", { signal: controller.signal }));
  const errors = Promise.all(calls.map((call) => t.rejects(() => call, { kind: "aborted" })));
  await new Promise((resume) => setTimeout(resume, 20));
  controller.abort();
  equal((await errors).length, 20, "calls that ended");
}
